import { ADMIN, adminOn, nowhere, signIn } from '../../support/admin-app';

const admin = adminOn(nowhere(), {
  admin: {
    ...ADMIN,
    access: { ...ADMIN.access, read: { all: ['auditors', 'audit-bot'] }, decide: ['everyone'] },
  },
});

/** The account after a dev sign-in with this name. Some providers let people choose their name, too. */
async function meAs(name: string) {
  return admin.ask('GET', '/api/me', undefined, { Cookie: await signIn(admin.app, name) });
}

it('refuses a person with the name of a team or a key, or the name everyone', async () => {
  admin.withKey(['read'], { name: 'audit-bot' });
  for (const name of ['auditors', 'finance-team', 'audit-bot', 'everyone'])
    expect(await meAs(name)).toMatchObject({ status: 401, body: { name: 'NotSignedIn' } });
  expect((await meAs('ana')).status).toBe(200);
});

it('refuses a key that acts for such a name', async () => {
  const gateway = admin.withKey(['read', 'decide-as'], { name: 'gateway' });
  for (const name of ['auditors', 'gateway', 'everyone'])
    expect((await gateway('GET', '/api/me', undefined, { 'Hitl-As': name })).status).toBe(401);
});

it.each(['', '%', '%zz', '%20ana', '%C3%28', 'a'.repeat(201)])('a key does not act for %j', async (named) => {
  const gateway = admin.withKey(['read', 'decide-as'], { name: 'gateway' });
  const { status } = await gateway('GET', '/api/me', undefined, { 'Hitl-As': named });
  expect(status).toBe(401);
});

it('treats a key named everyone as one key', async () => {
  const key = admin.withKey(['read', 'request', 'decide-as'], { name: 'everyone' });
  expect((await key('GET', '/api/me')).body).toMatchObject({ may: { decide: false }, reads: { all: false } });
});
