import { z } from 'zod';
import type { EscalationRecord } from './escalation';
import { type NotificationEvent, NOTIFICATION_EVENTS } from './names';
import type { NotificationItem, NotificationRecord, NotificationsView } from './records/notifications';
import type { RequestRecord } from './request';
import { NameSchema } from './text';
import type { UseRecord } from './use';

/** The request or escalation that notifications are about. */
export interface Subject {
  kind: 'request' | 'escalation';
  id: string;
}

/** A request, with its current record. */
export interface RequestSubject {
  kind: 'request';
  record: RequestRecord;
  /** The claims of its approval, oldest first. Absent if nobody has claimed it. */
  uses?: UseRecord[];
}

/** A subject, with its current record. */
export type SubjectRecord = RequestSubject | { kind: 'escalation'; record: EscalationRecord };

/** One message to send or to update. */
export interface Delivery {
  /** All attempts to send a message have the same id, so that a receiver recognises a second copy. */
  id: string;
  /** Which occurrence of the event: `stage-2`, `reminder-1-3`. */
  key: string;
  event: NotificationEvent;
  channel: string;
  /** The person. Absent where the channel has one address for all. */
  to?: string;
  /** Only for an update: the channel's id of the message to update. */
  updates?: string;
  /** Only for an update: the state that the message will show. */
  shows?: string;
  /** Only of a reply: the channel's id of the message that it belongs to. */
  repliesTo?: string;
  /** How long delivery is retried, in milliseconds. */
  giveUpAfter: number;
}

/** The result of a delivery. */
export interface Delivered {
  status: 'sent' | 'skipped' | 'digested';
  /** The channel's id of the message, where the message can be updated. */
  ref?: string;
  /** The state of the subject that the message shows. */
  shows?: string;
  /** Why it was not sent. */
  why?: string;
  /** The message shows everything that had happened before this time. */
  showsUntil?: string;
}

export type { NotificationItem, NotificationRecord, NotificationsView };

/** Everything that is known of the messages about one subject: the state of their workflow, and its result. */
export interface NotificationsRecord {
  subject: Subject;
  messages: NotificationRecord[];
  /** When the people of a stage were first notified, by the key of the event. Reminders count from then. */
  asked: Record<string, string>;
  /** People who should have been notified, but no channel has an address for them, or they may not read the subject in the inbox. */
  unreachable: string[];
  /** When the subject started. Absent until it has been read once. */
  since?: string;
}

/** Wakes the workflow of the notifications: it reads the subject again and plans deliveries. */
export const WakeSchema = z.object({
  /** A message that a person clicked in. It is updated even if the workflow no longer keeps it. */
  refresh: z.object({ channel: z.string(), to: z.string().optional(), ref: z.string().max(500) }).optional(),
  /** A message of a digest that no channel could deliver. */
  undelivered: z.object({ channel: z.string(), to: z.string(), key: z.string() }).optional(),
  /** Messages of this channel that are sent again, under their ids: these, or all that failed. */
  redeliver: z.object({ channel: z.string(), ids: z.array(z.string()).max(1_000).optional() }).optional(),
});
export type WakeMessage = z.output<typeof WakeSchema>;

/** What an activity needs to plan deliveries. */
export interface DeliveryPlanInput {
  subject: Subject;
  messages: NotificationRecord[];
  asked: Record<string, string>;
  since?: string;
}

/** The deliveries that are due at one time. */
export interface DeliveryPlan {
  due: Delivery[];
  /** When to plan again, in milliseconds since 1970, if nothing happens before. */
  nextAt?: number;
  /** Whether the subject has ended, and no claim of it waits for its outcome. These deliveries are then the last. */
  ended: boolean;
  asked: Record<string, string>;
  /** Absent once nobody is asked any more: the earlier ones then stay in the record. */
  unreachable?: string[];
  /** When the subject started. A subject with the same id that started later is another subject. */
  since: string;
}

/** The texts of a message. Each channel shows them as plain text. */
export interface MessageText {
  /** One line. */
  title: string;
  /** A few sentences. */
  text?: string;
  facts: { label: string; value: string }[];
  /** The arguments, as labelled lines. */
  details?: string;
  /** What belongs to the request besides its arguments: the agent's explanation, evidence, changes, comments. */
  sections?: { heading: string; text: string }[];
  /** Set where the sections leave out a part of the evidence. A template cannot change it. */
  lacksEvidence?: true;
}

/** A notification that waits to be sent to one person, together with others, as one message. */
export const NotificationDigestItemSchema = z.object({
  subject: z.object({ kind: z.enum(['request', 'escalation']), id: NameSchema }),
  event: z.enum(NOTIFICATION_EVENTS),
  key: z.string(),
  title: z.string(),
  /** The workflow id of the subject's notifications. */
  from: z.string().optional(),
});
export type NotificationDigestItem = z.output<typeof NotificationDigestItemSchema>;

export interface NotificationDigest {
  channel: string;
  to: string;
  /** All attempts to send a digest have the same id. */
  id: string;
  items: NotificationDigestItem[];
  /** How many notifications are not in the message. */
  more?: number;
}

export const NotificationsStartSchema = z.strictObject({
  kind: z.enum(['request', 'escalation']),
  id: NameSchema,
  /** The run id of an earlier run of this workflow that has ended. The worker reads from Temporal what that run has sent. */
  after: NameSchema.optional(),
});

/** The argument of the workflow that gathers a digest for one person. */
export const NotificationDigestStartSchema = z.strictObject({
  channel: NameSchema,
  to: NameSchema,
  /** The person's other channels, to try in order if that channel refuses permanently. */
  others: z.array(NameSchema).optional(),
});
export type NotificationDigestInput = z.output<typeof NotificationDigestStartSchema>;
