import { createRoute } from '@hono/zod-openapi';
import { NotificationsViewSchema } from '../../../contract/records/notifications';
import { readNotifications } from '../../access/lookup';
import type { AdminContext } from '../../http/context';
import { send } from '../../http/problem';
import { type Api, IdParam, readResponses, principalOf } from '../route-parts';

const get = createRoute({
  method: 'get',
  path: '/notifications/{id}',
  tags: ['notifications'],
  summary: 'List the notifications about a request or an escalation',
  request: { params: IdParam },
  responses: readResponses(
    NotificationsViewSchema,
    'The messages, oldest first, and the people who could not be reached',
  ),
});

export function addNotificationRoutes(api: Api, admin: AdminContext): void {
  api.openapi(get, async (c) =>
    send(c, await readNotifications(admin, principalOf(c), c.req.valid('param').id)),
  );
}
