// A real OpenID provider in its own process, because jest does not load its ECMAScript modules.
// Its first argument is { redirectUri } as JSON. It prints its address, and ends when its standard input closes.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { redirectUri, groups = true } = JSON.parse(process.argv[2]);
const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const API = 'https://admin.example/api';

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'inbox',
      client_secret: 'the-secret-of-the-admin-server',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
    {
      client_id: 'cli',
      token_endpoint_auth_method: 'none',
      redirect_uris: [],
      response_types: [],
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    },
  ],
  claims: { openid: ['sub', 'preferred_username', ...(groups ? ['groups'] : [])] },
  conformIdTokenClaims: false,
  scopes: ['openid', 'offline_access', 'decide'],
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => API,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'openid decide',
        audience: API,
        accessTokenTTL: 600,
        accessTokenFormat: 'jwt',
      }),
    },
  },
  extraTokenClaims: (_, token) => ({
    preferred_username: token.accountId,
    groups: groupsOf(token.accountId),
  }),
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, preferred_username: sub, groups: groupsOf(sub) }),
  }),
});

function groupsOf(name) {
  const teams = { ana: ['finance-team'], olga: ['operators'] };
  return ['everybody-at-work', ...(teams[name] ?? [])];
}

// The default polling interval of clients is five seconds.
provider.use(async (ctx, next) => {
  await next();
  if (ctx.oidc?.route === 'device_authorization') ctx.body = { ...ctx.body, interval: 1 };
});
provider.on('server_error', (_, error) => console.error(error));
server.on('request', provider.callback());
console.log(JSON.stringify({ issuer, api: API }));
process.stdin.on('end', () => process.exit(0)).resume();
