import { createRoute, z } from '@hono/zod-openapi';
import { lookUpKind } from '../../access/lookup';
import { can, readAccessOf } from '../../access/permissions';
import { send } from '../../http/problem';
import { csrfToken } from '../../sign-in/session';
import { type Api, IdParam, problemResponses, readResponses, principalOf } from '../route-parts';
import type { AdminContext } from '../../http/context';

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
    ...problemResponses(),
  },
});

const lookup = createRoute({
  method: 'get',
  path: '/lookup/{id}',
  tags: ['who'],
  summary: 'What has this id: a request, an escalation or a run',
  request: { params: IdParam },
  responses: readResponses(
    z.strictObject({ id: z.string(), kind: z.enum(['request', 'escalation', 'run']) }).openapi('Lookup'),
    'It is that',
  ),
});

export function addMeRoutes(api: Api, admin: AdminContext): void {
  const { access } = admin.settings;
  api.openapi(me, (c) => {
    const { who, session } = c.get('sender');
    const { kind, name, teams } = who;
    return send(c, {
      kind,
      name,
      ...(teams && { teams }),
      may: {
        request: can(access, who, 'request'),
        decide: can(access, who, 'decide'),
        administer: can(access, who, 'administer'),
      },
      reads: readAccessOf(access, who),
      ...(session && { csrfToken: csrfToken(admin.settings, session) }),
    });
  });
  api.openapi(lookup, async (c) => {
    const { id } = c.req.valid('param');
    return send(c, { id, kind: await lookUpKind(admin, principalOf(c), id) });
  });
}

const SignInSchema = z
  .strictObject({
    dev: z.boolean(),
    keys: z.boolean(),
    oidc: z
      .strictObject({
        issuer: z.string(),
        clientId: z.string().openapi({ description: 'Of programs in a terminal.' }),
        audience: z.string(),
        scope: z.string(),
      })
      .optional(),
  })
  .openapi('SignIn');

const signIn = createRoute({
  method: 'get',
  path: '/sign-in',
  tags: ['who'],
  summary: 'How one signs in here; `hitl login` asks it',
  security: [],
  responses: {
    200: { description: 'The ways', content: { 'application/json': { schema: SignInSchema } } },
    ...problemResponses(),
  },
});

/** For everybody: whoever has not signed in yet must find out how. */
export function addSignInRoute(api: Api, { settings }: AdminContext): void {
  const { dev, keys, oidc } = settings.signIn;
  api.openapi(signIn, (c) =>
    send(c, {
      dev,
      keys: keys !== undefined,
      ...(oidc && {
        oidc: {
          issuer: oidc.issuer,
          clientId: oidc.cliClientId ?? oidc.clientId,
          audience: oidc.audience ?? oidc.clientId,
          scope: oidc.scope,
        },
      }),
    }),
  );
}
