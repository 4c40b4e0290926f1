import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedText } from '../../../rules/signing';
import { ADMIN, ADMIN_CONFIG, adminOn } from '../../support/admin-app';
import { startedByHand } from '../../support/by-hand';
import { decideSelected, unescaped, Visitor } from '../../support/form-visitor';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
});
afterAll(() => temporal?.stop());

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const privateKeyFile = join(mkdtempSync(join(tmpdir(), 'hitl-signing-')), 'admin.pem');
writeFileSync(privateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const config = { ...ADMIN_CONFIG, decisions: { signed: true, keys: [{ id: 'inbox-1', publicKey: pem }] } };

test('a decision through the admin server is signed and counts; an unsigned signal is refused and recorded', () =>
  temporal.withWorker(async () => {
    const admin = adminOn(temporal, {
      config,
      admin: { ...ADMIN, signing: { keyId: 'inbox-1', privateKeyFile } },
    });
    const [ana, bo] = [await admin.as('ana'), await admin.as('bo')];
    const bot = admin.withKey(['request', 'read']);
    const made = await bot('POST', '/api/requests', { action: 'pay', context: { amount: 5 } });
    const { id } = made.body;

    const handle = temporal.client.workflow.getHandle(id);
    await handle.signal('decide', { decision: 'approve', decidedBy: 'ana' });
    const { body: shown } = await bo('GET', `/api/requests/${id}`);
    expect(shown).toMatchObject({
      status: 'pending',
      refused: [{ by: 'ana', outcome: 'not_authorized', transport: 'signal' }],
    });

    const expected = { stage: shown.stage, contentHash: shown.plan.contentHash };
    const decided = await ana('POST', `/api/requests/${id}/decisions`, { decision: 'approve', expected });
    expect(decided).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
    const { body: record } = await bot('GET', `/api/requests/${id}`);
    expect(record).toMatchObject({ decisions: [{ decidedBy: 'ana', keyId: 'inbox-1', via: 'inbox' }] });
  }, config));

test('no decision is signed for a selected row that differs from the request', () =>
  temporal.withWorker(async () => {
    const admin = adminOn(temporal, {
      config,
      admin: { ...ADMIN, signing: { keyId: 'inbox-1', privateKeyFile } },
    });
    const ana = await Visitor.signedIn(admin.app, 'ana');
    const [forged, honest] = [
      await startedByHand(temporal, { context: { amount: 1e6 } }, { action: 'pay_a_cent' }),
      await startedByHand(temporal, {}),
    ];
    const inbox = await ana.page('/');
    const pick = [...inbox.matchAll(/name="pick" value="([^"]*)"/g)].map(([, value = '']) =>
      unescaped(value),
    );
    expect(pick).toHaveLength(2);
    expect((await decideSelected(ana, 'approve', pick)).results).toContain('1 of 2 counted');
    expect(await temporal.manager.getRequest(forged.id)).toMatchObject({ status: 'pending', decisions: [] });
    expect(await temporal.manager.getRequest(honest.id)).toMatchObject({
      status: 'approved',
      decisions: [{ decidedBy: 'ana', keyId: 'inbox-1' }],
    });

    const decisions = [{ id: forged.id, decision: 'approve', expected: { contentHash: forged.contentHash } }];
    const { body } = await (await admin.as('bo'))('POST', '/api/decisions', { decisions });
    expect(body.results).toMatchObject([{ status: 409, mismatches: ['action'] }]);
    const single = await admin.as('bo');
    expect(
      await single('POST', `/api/requests/${forged.id}/decisions`, { decision: 'reject', reason: 'forged' }),
    ).toMatchObject({ status: 200 });
  }, config));

test('an admin server without a signing key logs it at the start, and its decisions are refused', () =>
  temporal.withWorker(async () => {
    const admin = adminOn(temporal, { config });
    expect(admin.log.join()).toMatch(/has no signing key/);
    const ana = await admin.as('ana');
    const made = await admin.withKey(['request'])('POST', '/api/requests', { action: 'pay' });
    const decide = () => ana('POST', `/api/requests/${made.body.id}/decisions`, { decision: 'approve' });
    let decided = await decide();
    // Until there is a plan, only readers of everything find the request.
    while (decided.status === 404) decided = await decide();
    expect(decided).toMatchObject({ status: 403, body: { outcome: 'not_authorized' } });
  }, config));

test('the signing key file must exist', () => {
  const admin = { ...ADMIN, signing: { keyId: 'inbox-1', privateKeyFile: '/nowhere/admin.pem' } };
  expect(() => adminOn(temporal, { config, admin })).toThrow(/hitl keys signing/);
  expect(signedText({ kind: 'decide', namespace: 'default', id: 'a', contentHash: 'b' }, {})).toContain(
    'temporal-hitl/1',
  );
});
