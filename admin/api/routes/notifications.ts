import { createRoute } from '@hono/zod-openapi';
import { readNotifications } from '../../access/notifications';
import type { Desk } from '../../desk/desk';
import { NotificationsSchema } from '../answers/notifications';
import { type Api, whoOf } from '../api-env';
import { reads } from '../documented';
import { IdParam } from '../params';
import { send } from '../send';

const get = createRoute({
  method: 'get',
  path: '/notifications/{id}',
  tags: ['notifications'],
  summary: 'Who was told what about a request or an escalation',
  request: { params: IdParam },
  responses: reads(NotificationsSchema, 'The messages, oldest first'),
});

export function addNotificationRoutes(api: Api, desk: Desk): void {
  api.openapi(get, async (c) => send(c, await readNotifications(desk, whoOf(c), c.req.valid('param').id)));
}
