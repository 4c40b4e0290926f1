import { adminSettings } from '../../../admin/server/settings';
import { AdminSchema, type AdminInput } from '../../../contract/config/admin';

const local = { host: '127.0.0.1', port: 8234, env: {} };
const settings = (admin: AdminInput, place: Partial<Parameters<typeof adminSettings>[1]> = {}) =>
  adminSettings(AdminSchema.parse(admin), { ...local, ...place });
const oidc = { issuer: 'https://id.example', clientId: 'inbox' };

it('gives no permission that the config does not grant', () => {
  const { access } = settings({ signIn: { dev: true } });
  expect(access).toEqual({ request: [], read: { own: [], team: [], all: [] }, decide: [], administer: [] });
});

it('refuses dev sign-in beyond this machine', () => {
  expect(() => settings({ signIn: { dev: true } }, { host: '0.0.0.0' })).toThrow(/only on this machine/);
  expect(() => settings({ signIn: { dev: true }, url: 'https://admin.example' })).toThrow(
    /only on this machine/,
  );
  expect(settings({ signIn: { dev: true } }, { host: '::1' }).url).toBe('http://[::1]:8234');
});

it('needs a secret of 32 characters for sign-in with a provider', () => {
  const admin = { signIn: { oidc }, url: 'https://admin.example/' };
  expect(() => settings(admin)).toThrow(/sessionSecret/);
  expect(() => settings(admin, { env: { HITL_SESSION_SECRET: 'short' } })).toThrow(/32 characters/);
  const long = 'x'.repeat(32);
  expect(settings(admin, { env: { HITL_SESSION_SECRET: long } })).toMatchObject({
    url: 'https://admin.example',
    sessionSecret: long,
  });
});

it('says what is missing in a config', () => {
  expect(() => adminSettings(undefined, local)).toThrow(/no `admin`/);
  const problems = (admin: unknown) =>
    AdminSchema.safeParse(admin).error?.issues.map(({ message }) => message) ?? [];
  expect(problems({ signIn: {} })).toEqual([expect.stringMatching(/has no sign-in method/)]);
  expect(problems({ signIn: { oidc } })).toEqual([expect.stringMatching(/redirects people to it/)]);
  expect(problems({ signIn: { oidc, dev: true }, url: 'https://admin.example' })).toEqual([
    expect.stringMatching(/anyone could sign in as anyone/),
  ]);
});

it.each([
  [{ url: 'https://admin.example/hitl' }, /only a scheme and a host/],
  [{ url: 'https://user:pass@admin.example' }, /only a scheme and a host/],
  [{ keepAlive: '2h' as const }, /from 1s to 1h/],
  [{ sessionLasts: '401 days' as const }, /400 days/],
  [{ signIn: { dev: true }, trustedProxies: 1 }, /cannot be combined with trustedProxies/],
])('refuses what could not work or would not be safe: %j', (admin, problem) => {
  const { error } = AdminSchema.safeParse({ signIn: { keys: 'keys.json' }, ...admin });
  expect(error?.issues.map(({ message }) => message).join()).toMatch(problem);
});
