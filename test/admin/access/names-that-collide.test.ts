import { ADMIN, adminOn, nowhere, signIn } from '../../support/admin-app';

const admin = adminOn(nowhere(), {
  admin: {
    ...ADMIN,
    access: { ...ADMIN.access, read: { all: ['auditors', 'audit-bot'] }, decide: ['everyone'] },
  },
});

/** What the admin server says to whoever signed in by this name, which a provider may let anybody choose. */
async function meAs(name: string) {
  return admin.ask('GET', '/api/me', undefined, { Cookie: await signIn(admin.app, name) });
}

it('lets nobody in by the name of a team, of a key or of everybody: each would have their rights', async () => {
  admin.withKey(['read'], { name: 'audit-bot' });
  for (const name of ['auditors', 'finance-team', 'audit-bot', 'everyone'])
    expect(await meAs(name)).toMatchObject({ status: 401, body: { name: 'NotSignedIn' } });
  expect((await meAs('ana')).status).toBe(200);
});

it('nor does a key act for one', async () => {
  const gateway = admin.withKey(['read', 'decide-as'], { name: 'gateway' });
  for (const name of ['auditors', 'gateway', 'everyone'])
    expect((await gateway('GET', '/api/me', undefined, { 'Hitl-As': name })).status).toBe(401);
});

it.each(['', '%', '%zz', '%20ana', '%C3%28', 'a'.repeat(201)])('a key does not act for %j', async (named) => {
  const gateway = admin.withKey(['read', 'decide-as'], { name: 'gateway' });
  const { status } = await gateway('GET', '/api/me', undefined, { 'Hitl-As': named });
  expect(status).toBe(401);
});

it('takes a key named everyone for one key', async () => {
  const key = admin.withKey(['read', 'request', 'decide-as'], { name: 'everyone' });
  expect((await key('GET', '/api/me')).body).toMatchObject({ may: { decide: false }, reads: { all: false } });
});
