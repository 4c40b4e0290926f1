import { createRoute, z } from '@hono/zod-openapi';
import { NameSchema } from '../../../contract/text';
import { openStream } from '../../events/stream';
import { watchInbox } from '../../events/watch-inbox';
import { watchOne } from '../../events/watch-one';
import type { AdminContext } from '../../http/context';
import { type Api, problemResponses } from '../route-parts';

const events = createRoute({
  method: 'get',
  path: '/events',
  tags: ['events'],
  summary: 'Changes that concern you, as server-sent events',
  description:
    'The events are `change` (data: `{ kind, id, status }`, and `unreadable` if Temporal has a record that cannot be ' +
    'decoded), `unreachable` when Temporal stops answering, and `back` when it answers again. With `id`: only changes of ' +
    'that request, escalation or run. A new stream does not repeat what you missed: read the data again. Pages send ' +
    '`since`, the mark of the state that they show: if the state is another when the stream begins, it sends `missed`.',
  request: { query: z.strictObject({ id: NameSchema.optional(), since: NameSchema.optional() }) },
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    ...problemResponses(404),
  },
});

export function addEventRoutes(api: Api, admin: AdminContext): void {
  api.openapi(events, async (c) => {
    const { who, session } = c.get('sender');
    const { id, since } = c.req.valid('query');
    const open = async () => (id === undefined ? watchInbox(admin, who) : watchOne(admin, who, id));
    const isLetIn = c.get('isLetIn');
    return openStream(c, admin, { account: who.account, until: session?.until, since, isLetIn, open });
  });
}
