import { createRoute, z } from '@hono/zod-openapi';
import { NOTIFICATION_EVENTS } from '../../../contract/notification';
import { readNotifications } from '../../access/lookup';
import { send } from '../../http/problem';
import { TimeSchema } from '../answers/values';
import { type Api, IdParam, readResponses, principalOf } from '../route-parts';
import type { AdminContext } from '../../http/context';

const NotificationSchema = z
  .strictObject({
    id: z.string(),
    key: z.string(),
    event: z.enum(NOTIFICATION_EVENTS),
    channel: z.string(),
    to: z.string().optional(),
    at: TimeSchema,
    status: z.enum(['sending', 'sent', 'skipped', 'digested', 'failed']),
    why: z.string().optional().openapi({ description: 'Why it failed, or was not sent.' }),
    attempts: z.int().optional().openapi({ description: 'Of one on its way: how often it failed.' }),
    nextAttemptAt: TimeSchema.optional(),
  })
  .openapi('Notification', { description: 'A message to somebody, or by a channel to all.' });

const NotificationsSchema = z
  .strictObject({
    items: z.array(NotificationSchema),
    unreachable: z.array(z.string()).openapi({
      description:
        'People who should have been told: no channel has an address of them, or they may not read it.',
    }),
  })
  .openapi('Notifications');

const get = createRoute({
  method: 'get',
  path: '/notifications/{id}',
  tags: ['notifications'],
  summary: 'Who was told what about a request or an escalation',
  request: { params: IdParam },
  responses: readResponses(NotificationsSchema, 'The messages, oldest first'),
});

export function addNotificationRoutes(api: Api, admin: AdminContext): void {
  api.openapi(get, async (c) =>
    send(c, await readNotifications(admin, principalOf(c), c.req.valid('param').id)),
  );
}
