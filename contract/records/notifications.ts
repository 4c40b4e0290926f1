import { z } from 'zod';
import { NOTIFICATION_EVENTS } from '../names';
import { TimeSchema } from './values';

const messageFields = {
  id: z.string(),
  /** Which occurrence of the event: `stage-2`, `reminder-1-3`. */
  key: z.string(),
  event: z.enum(NOTIFICATION_EVENTS),
  channel: z.string(),
  /** The person. Absent where the channel has one address for all. */
  to: z.string().optional(),
  at: TimeSchema,
  status: z.enum(['sending', 'sent', 'skipped', 'digested', 'failed']),
  why: z.string().optional().meta({ description: 'Why it failed, or was not sent.' }),
};

/** One message, as the workflow of the notifications keeps it. */
export type NotificationRecord = z.output<z.ZodObject<typeof messageFields>> & {
  /** The channel's id of the message, where the message can be updated. */
  ref?: string;
  /** The state of the subject that the message shows. */
  shows?: string;
  /** When it was first sent, it showed everything that had happened before this time. */
  showsUntil?: string;
  /** When it was first sent, if it was updated since. */
  sentAt?: string;
  /** Set when the message is to be sent again. */
  again?: true;
};

const NotificationItemSchema = z
  .strictObject({
    ...messageFields,
    attempts: z.int().optional().meta({
      description:
        'Only for a message that is being sent and has failed before: the number of failed attempts.',
    }),
    /** When it is tried again. */
    nextAttemptAt: TimeSchema.optional(),
  })
  .meta({ id: 'Notification', description: 'A message to one person, or to the one address of a channel.' });
/** A message to one person, or to the one address of a channel. */
export type NotificationItem = z.output<typeof NotificationItemSchema>;

export const NotificationsViewSchema = z
  .strictObject({
    /** Oldest first. */
    items: z.array(NotificationItemSchema),
    unreachable: z.array(z.string()).meta({
      description:
        'People who should have been notified, but no channel has an address for them, or they may not read the request ' +
        'or escalation in the inbox.',
    }),
  })
  .meta({ id: 'Notifications', description: 'Who was notified of what about a request or an escalation.' });
/** Who was notified of what about a request or an escalation. */
export type NotificationsView = z.output<typeof NotificationsViewSchema>;
