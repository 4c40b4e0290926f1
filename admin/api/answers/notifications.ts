import { z } from '@hono/zod-openapi';
import { NOTIFICATION_EVENTS } from '../../../contract/notification';
import { TimeSchema } from './json';

const NotificationSchema = z
  .strictObject({
    id: z.string(),
    key: z.string(),
    moment: z.enum(NOTIFICATION_EVENTS),
    channel: z.string(),
    to: z.string().optional(),
    at: TimeSchema,
    status: z.enum(['sending', 'sent', 'skipped', 'digested', 'failed']),
    why: z.string().optional().openapi({ description: 'Why it failed, or was not sent.' }),
    attempts: z.int().optional().openapi({ description: 'Of one on its way: how often it failed.' }),
    nextAttemptAt: TimeSchema.optional(),
  })
  .openapi('Notification', { description: 'A message to somebody, or by a channel to all.' });

export const NotificationsSchema = z
  .strictObject({
    items: z.array(NotificationSchema),
    unreachable: z.array(z.string()).openapi({
      description:
        'People who should have been told: no channel has an address of them, or they may not read it.',
    }),
  })
  .openapi('Notifications');
