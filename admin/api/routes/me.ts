import { createRoute, z } from '@hono/zod-openapi';
import { kindOf } from '../../access/kind-of';
import { may, reachOf } from '../../access/may';
import type { Desk } from '../../desk/desk';
import { csrfToken } from '../../sign-in/session';
import { type Api, whoOf } from '../api-env';
import { problems, reads } from '../documented';
import { IdParam } from '../params';
import { send } from '../send';

const MeSchema = z
  .strictObject({
    kind: z.enum(['person', 'key']),
    name: z.string(),
    teams: z.array(z.string()).optional().openapi({ description: 'Absent: not known, which is not none.' }),
    may: z.strictObject({ request: z.boolean(), decide: z.boolean(), administer: z.boolean() }),
    reads: z.strictObject({ own: z.boolean(), team: z.boolean(), all: z.boolean() }),
    csrfToken: z.string().optional().openapi({
      description: 'Of a session: to be sent as X-CSRF-Token with everything but GET.',
    }),
  })
  .openapi('Me');

const me = createRoute({
  method: 'get',
  path: '/me',
  tags: ['who'],
  summary: 'Who you are here, and what you may do',
  responses: {
    200: { description: 'You', content: { 'application/json': { schema: MeSchema } } },
    ...problems(),
  },
});

const lookup = createRoute({
  method: 'get',
  path: '/lookup/{id}',
  tags: ['who'],
  summary: 'What has this id: a request, an escalation or a run',
  request: { params: IdParam },
  responses: reads(
    z.strictObject({ id: z.string(), kind: z.enum(['request', 'escalation', 'run']) }).openapi('Lookup'),
    'It is that',
  ),
});

export function addMeRoutes(api: Api, desk: Desk): void {
  const { access } = desk.settings;
  api.openapi(me, (c) => {
    const { who, session } = c.get('sender');
    const { kind, name, teams } = who;
    return send(c, {
      kind,
      name,
      ...(teams && { teams }),
      may: {
        request: may(access, who, 'request'),
        decide: may(access, who, 'decide'),
        administer: may(access, who, 'administer'),
      },
      reads: reachOf(access, who),
      ...(session && { csrfToken: csrfToken(desk.settings, session) }),
    });
  });
  api.openapi(lookup, async (c) => {
    const { id } = c.req.valid('param');
    return send(c, { id, kind: await kindOf(desk, whoOf(c), id) });
  });
}
