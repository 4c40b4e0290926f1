import { createRoute, z } from '@hono/zod-openapi';
import type { Desk } from '../../desk/desk';
import type { Api } from '../api-env';
import { problems } from '../documented';
import { send } from '../send';

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
    ...problems(),
  },
});

/** For everybody: whoever has not signed in yet must find out how. */
export function addSignInRoute(api: Api, { settings }: Desk): void {
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
