import { decodeJwt, exportSPKI, generateKeyPair, importSPKI, SignJWT, UnsecuredJWT } from 'jose';
import { isAccessToken } from '../../../admin/sign-in/provider';
import { type Ask, ADMIN, adminOn, type AdminForTests, nowhere } from '../../support/admin-app';
import { later } from '../../support/clock';
import { deviceToken, deviceTokens, type ProviderForTests, startProvider } from '../../support/oidc';

const temporal = nowhere();
let provider: ProviderForTests;
let other: ProviderForTests;
let admin: AdminForTests;

beforeAll(async () => {
  const redirectUri = 'http://127.0.0.1:8234/sign-in/callback';
  [provider, other] = await Promise.all([startProvider({ redirectUri }), startProvider({ redirectUri })]);
  admin = adminOn(temporal, {
    admin: {
      ...ADMIN,
      url: 'http://127.0.0.1:8234',
      sessionSecret: 'a secret of more than thirty-two characters',
      signIn: {
        oidc: { issuer: provider.issuer, clientId: 'inbox', audience: provider.api, teamsClaim: 'groups' },
      },
    },
  });
});
afterAll(async () => {
  await Promise.all([provider, other].map((each) => each?.stop()));
});

const me = (token: string, headers: Record<string, string> = {}) =>
  admin.ask('GET', '/api/me', undefined, { Authorization: `Bearer ${token}`, ...headers });

it('identifies the person of an access token, with the teams that the config names', async () => {
  const { status, body } = await me(await deviceToken(provider, 'ana'));
  expect(status).toBe(200);
  expect(body).toMatchObject({
    kind: 'person',
    name: 'ana',
    teams: ['finance-team'],
    may: { administer: false },
  });
});

it('logs a refused sign-in without the token, and no visitor without one', async () => {
  admin.log.length = 0;
  await admin.ask('GET', '/');
  await admin.ask('GET', '/api/me');
  expect(admin.log).toEqual([]);
  await me('a.secret.token');
  await me('hitl_secret');
  await admin.ask('GET', '/sign-in/callback?state=secret&code=secret');
  expect(admin.log).toEqual([
    expect.stringMatching(/^sign-in refused: the token is invalid: .* \(GET \/api\/me\)$/),
    'sign-in refused: the API key is unknown, was withdrawn or has expired (GET /api/me)',
    expect.stringMatching(/^sign-in refused: This sign-in was already used.* \(GET \/sign-in\/callback\)$/),
  ]);
  expect(admin.log.join()).not.toContain('secret');
});

it('refuses tokens that the provider did not sign for this admin server', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const claims = { sub: 'ana', preferred_username: 'ana' };
  const hour = Math.floor(Date.now() / 1000) + 3600;
  const signed = (more: { iss?: string; aud?: string; exp?: number } = {}, kid?: string) =>
    new SignJWT({ ...claims, iss: provider.issuer, aud: provider.api, exp: hour, ...more })
      .setProtectedHeader({ alg: 'RS256', ...(kid && { kid }) })
      .sign(privateKey);
  const none = new UnsecuredJWT({ ...claims, iss: provider.issuer, aud: provider.api, exp: hour }).encode();
  // HMAC with the provider's public key as the secret.
  const spki = new TextEncoder().encode(await exportSPKI(publicKey));
  const confused = new SignJWT({ ...claims, iss: provider.issuer, aud: provider.api, exp: hour })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(spki);
  const real = await deviceToken(provider, 'ana');
  const [head, , signature] = real.split('.');
  const forged = Buffer.from(
    JSON.stringify({
      ...claims,
      sub: 'olga',
      preferred_username: 'olga',
      iss: provider.issuer,
      aud: provider.api,
      exp: hour,
    }),
  );
  const moved = `${head}.${forged.toString('base64url')}.${signature}`;

  const tokens = {
    signed: await signed(),
    none,
    confused: await confused,
    moved,
    garbage: 'a.b.c',
    empty: '',
  };
  for (const [kind, token] of Object.entries(tokens))
    expect([kind, (await me(token)).status]).toEqual([kind, 401]);
  await expect(importSPKI(new TextDecoder().decode(spki), 'RS256')).resolves.toBeDefined();
});

it('refuses an ID token, which has the client as its audience', async () => {
  const { id_token: idToken = '', access_token: accessToken = '' } = await deviceTokens(provider, 'ana');
  const claims = decodeJwt(idToken);
  expect(claims).toMatchObject({ aud: 'cli', preferred_username: 'ana' });
  const forClient = (audience: string | undefined) =>
    adminOn(temporal, {
      admin: {
        ...ADMIN,
        url: 'http://127.0.0.1:8234',
        sessionSecret: 'a secret of more than thirty-two characters',
        signIn: { oidc: { issuer: provider.issuer, clientId: 'cli', ...(audience && { audience }) } },
      },
    });
  const asked = await forClient(undefined).ask('GET', '/api/me', undefined, {
    Authorization: `Bearer ${idToken}`,
  });
  expect(asked).toMatchObject({
    status: 401,
    body: { detail: expect.stringContaining('not an access token') },
  });
  const right = await forClient(provider.api).ask('GET', '/api/me', undefined, {
    Authorization: `Bearer ${accessToken}`,
  });
  expect(right.status).toBe(200);
});

const TOKEN = { iss: 'i', sub: 's', aud: 'inbox', exp: 1 };
it.each<[boolean, string, object, string | undefined]>([
  [true, 'RFC 9068', { client_id: 'cli', auth_time: 1 }, 'at+jwt'],
  [true, 'RFC 9068, written out', {}, 'application/at+jwt'],
  [true, 'Keycloak', { typ: 'Bearer', azp: 'hitl', nonce: 'n' }, 'JWT'],
  [false, 'Keycloak, ID token', { typ: 'ID', azp: 'hitl', scope: 'openid' }, 'JWT'],
  [true, 'Entra ID', { azp: 'app', scp: 'access_as_user', ver: '2.0' }, 'JWT'],
  [false, 'Entra ID, ID token', { preferred_username: 'ana', nonce: 'n', ver: '2.0' }, 'JWT'],
  [false, 'Entra ID, ID token of the device flow', { preferred_username: 'ana', ver: '2.0' }, 'JWT'],
  [true, 'Okta', { cid: 'app', scp: ['openid'] }, undefined],
  [false, 'Okta, ID token', { amr: ['pwd'], at_hash: 'h', auth_time: 1 }, undefined],
  [true, 'Auth0', { azp: 'app', scope: 'openid' }, 'JWT'],
  [false, 'Google, ID token', { azp: 'app', email_verified: true, at_hash: 'h' }, 'JWT'],
  [false, 'an ID token with a scope of its own', { nonce: 'n', scope: 'openid' }, undefined],
])('isAccessToken is %s for %s', (taken, _what, more, type) => {
  expect(isAccessToken({ ...TOKEN, ...more }, type)).toBe(taken);
});

it('refuses a token with another issuer or audience, and an expired token', async () => {
  const real = await deviceToken(provider, 'ana');
  const elsewhere = adminOn(temporal, {
    admin: {
      ...ADMIN,
      url: 'http://127.0.0.1:8234',
      sessionSecret: 'a secret of more than thirty-two characters',
      signIn: { oidc: { issuer: provider.issuer, clientId: 'inbox', audience: 'https://another.example' } },
    },
  });
  const asked = await elsewhere.ask('GET', '/api/me', undefined, { Authorization: `Bearer ${real}` });
  expect(asked).toMatchObject({ status: 401, body: { detail: expect.stringContaining('aud') } });

  expect((await me(await deviceToken(other, 'ana'))).status).toBe(401);

  const hourLater = await later(3600_000, () => me(real));
  expect(hourLater).toMatchObject({ status: 401, body: { detail: expect.stringContaining('exp') } });
});

it('lets a key act only for the people that the key names', async () => {
  const asked = (ask: Ask, person?: string) =>
    ask('GET', '/api/me', undefined, person === undefined ? {} : { 'Hitl-As': encodeURIComponent(person) });
  const program = admin.withKey(['request', 'read']);
  const gateway = admin.withKey(['read', 'decide-as'], { name: 'slack', people: ['ana', 'jörg'] });

  expect((await asked(program)).body).toMatchObject({
    kind: 'key',
    name: 'bot',
    may: { request: true, decide: false },
  });
  expect((await asked(program, 'ana')).status).toBe(401);
  expect((await asked(gateway, 'olga')).status).toBe(401);
  expect((await asked(gateway, 'ana')).body).toMatchObject({
    kind: 'person',
    name: 'ana',
    may: { decide: true, request: false },
  });
  expect((await asked(gateway, 'jörg')).body).toMatchObject({ name: 'jörg', may: { decide: false } });
  expect((await asked(gateway)).body).toMatchObject({ kind: 'key', may: { decide: false } });
  expect((await gateway('GET', '/api/me', undefined, { 'Hitl-As': '%' })).status).toBe(401);
});

it('refuses an expired, withdrawn or modified key', async () => {
  const expired = admin.withKey(['read'], { expiresAt: new Date(Date.now() - 1000).toISOString() });
  expect((await expired('GET', '/api/me')).status).toBe(401);
  expect((await me(`hitl_${'0'.repeat(12)}_${'0'.repeat(64)}`)).status).toBe(401);
  expect((await admin.ask('GET', '/api/me')).headers.get('WWW-Authenticate')).toBe('Bearer');
});
