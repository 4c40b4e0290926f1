import { createRoute, z } from '@hono/zod-openapi';
import { defined } from '../../../contract/defined';
import { lookUpKind } from '../../access/lookup';
import { can, readAccessOf } from '../../access/permissions';
import type { AdminContext } from '../../http/context';
import { send } from '../../http/problem';
import { csrfToken } from '../../sign-in/session';
import { type Api, IdParam, problemResponses, readResponses, principalOf } from '../route-parts';

const MeSchema = z
  .strictObject({
    kind: z.enum(['person', 'key']),
    name: z.string(),
    teams: z.array(z.string()).optional().openapi({
      description: 'Absent when your teams are not known. That does not mean that you have none.',
    }),
    may: z.strictObject({ request: z.boolean(), decide: z.boolean(), administer: z.boolean() }),
    reads: z.strictObject({ own: z.boolean(), team: z.boolean(), all: z.boolean() }),
    csrfToken: z.string().optional().openapi({
      description: 'Only with a session cookie: send it as X-CSRF-Token with every call except GET.',
    }),
  })
  .openapi('Me');

const me = createRoute({
  method: 'get',
  path: '/me',
  tags: ['who'],
  summary: 'Who you are, and what you may do',
  responses: {
    200: { description: 'You', content: { 'application/json': { schema: MeSchema } } },
    ...problemResponses(),
  },
});

const lookup = createRoute({
  method: 'get',
  path: '/lookup/{id}',
  tags: ['who'],
  summary: 'Find out whether an id is a request, an escalation or a run',
  request: { params: IdParam },
  responses: readResponses(
    z.strictObject({ id: z.string(), kind: z.enum(['request', 'escalation', 'run']) }).openapi('Lookup'),
    'The kind',
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
      ...defined({ teams }),
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
        clientId: z.string().openapi({ description: 'The client id for programs in a terminal.' }),
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
  summary: 'How to sign in. `hitl login` reads it.',
  security: [],
  responses: {
    200: { description: 'The ways to sign in', content: { 'application/json': { schema: SignInSchema } } },
    ...problemResponses(),
  },
});

/** Needs no sign-in: it tells a caller how to sign in. */
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
