import { signed } from '../../../client/signing';
import type { DecisionMessage } from '../../../contract/decision';
import type { RequestRecord } from '../../../contract/request';
import type { SignedSubject } from '../../../rules/signing';
import { costOf, isSettled } from '../../support/budget';
import { signedBy, signingKey, signingManager } from '../../support/signing';
import { CONFIG, eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

const [admin, next, gone] = [signingKey('inbox-2026'), signingKey('inbox-2027'), signingKey('inbox-2025')];
const rules = signedBy([admin]);

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

const request = (more = {}) =>
  temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1', context: { sum: 1 }, ...more });
const handleOf = (id: string) => temporal.client.workflow.getHandle(id);
const recordOf = (id: string) => temporal.manager.getRequest(id) as Promise<RequestRecord>;
const refusals = (id: string, count: number) =>
  eventually(async () => (await recordOf(id)).refusedCount === count);
const said = (more: Partial<DecisionMessage> = {}): DecisionMessage => ({
  decision: 'approve',
  decidedBy: 'ana',
  decisionId: 'd1',
  ...more,
});

describe('in signed mode', () => {
  test('an unsigned signal of an approver is refused and recorded, and so is an unsigned update', () =>
    temporal.withWorker(async () => {
      const { id } = await request();
      await handleOf(id).signal('decide', said());
      await refusals(id, 1);
      expect(await temporal.manager.approve(id, { decidedBy: 'ana' })).toMatchObject({
        outcome: 'not_authorized',
        status: 'pending',
        message: expect.stringContaining('Decide in the inbox'),
      });
      const record = await recordOf(id);
      expect(record.decisions).toEqual([]);
      expect(record.refused).toMatchObject([
        { by: 'ana', attempt: 'approve', transport: 'signal', outcome: 'not_authorized' },
        { by: 'ana', attempt: 'approve', transport: 'update', outcome: 'not_authorized' },
      ]);
    }, rules));

  test('a signed decision counts by either transport, and the record names its key', () =>
    temporal.withWorker(async () => {
      const { id, contentHash } = await request();
      const options = { decidedBy: 'ana', expected: { contentHash } };
      const approved = await signingManager(temporal, admin).approve(id, options);
      expect(approved).toMatchObject({ outcome: 'accepted', status: 'approved' });
      expect((await recordOf(id)).decisions).toMatchObject([{ decidedBy: 'ana', keyId: 'inbox-2026' }]);

      const other = await request();
      const subject = { kind: 'decide', namespace: temporal.namespace, id: other.id, contentHash } as const;
      await handleOf(other.id).signal(
        'decide',
        await signed(admin.signer, subject, said({ decidedBy: 'bo' })),
      );
      const record = await temporal.manager.waitForApproval(other.id);
      expect(record.decisions).toMatchObject([{ decidedBy: 'bo', keyId: 'inbox-2026', transport: 'signal' }]);
    }, rules));

  test('a rejection and a confirmation are signed by the same manager', () =>
    temporal.withWorker(async () => {
      const manager = signingManager(temporal, admin);
      const { id } = await request();
      expect(await manager.reject(id, { decidedBy: 'bo', reason: 'wrong vendor' })).toMatchObject({
        outcome: 'accepted',
        status: 'rejected',
      });
      const asked = { action: 'drop', message: 'Drop it?', confirmValue: 'orders', requesterId: 'ana' };
      const confirmation = await manager.requestConfirmation(asked);
      const confirm = (by: typeof manager, value: string) =>
        by.approve(confirmation.id, { decidedBy: 'ana', confirm: value });
      expect(await confirm(temporal.manager, 'orders')).toMatchObject({ outcome: 'not_authorized' });
      expect(await confirm(manager, 'order')).toMatchObject({ outcome: 'invalid' });
      expect(await confirm(manager, 'orders')).toMatchObject({ outcome: 'accepted', status: 'approved' });
    }, rules));

  test('a signature moved to another request, decision, person, id or content is refused and recorded', () =>
    temporal.withWorker(async () => {
      const [one, other] = [await request({ id: 'one' }), await request({ id: 'other' })];
      const { contentHash } = one;
      const good = said({ reason: 'fine', expected: { stage: 1 } });
      const sign = async (message: DecisionMessage, more: Partial<SignedSubject> = {}) =>
        (
          await signed(
            admin.signer,
            { kind: 'decide', namespace: temporal.namespace, id: other.id, contentHash, ...more },
            message,
          )
        ).signature;
      const signature = await sign(good);
      const forged: DecisionMessage[] = [
        { ...good, signature: await sign(good, { id: one.id }) },
        { ...good, signature: await sign(good, { contentHash: 'another' }) },
        { ...good, signature: await sign(good, { kind: 'resolve' }) },
        { ...good, signature, decision: 'reject' },
        { ...good, signature, decidedBy: 'bo' },
        { ...good, signature, decisionId: 'd2' },
        { ...good, signature, reason: 'changed' },
        { ...good, signature, notes: 'added' },
        { ...good, signature, confirm: 'added' },
        { ...good, signature, expected: { stage: 2 } },
        { ...good, signature: { ...signature, keyId: 'inbox-2027' } },
        { ...good, signature: { ...signature, value: '' } },
      ];
      for (const message of forged) await handleOf(other.id).signal('decide', message);
      await refusals(other.id, forged.length);
      const record = await recordOf(other.id);
      expect(record.decisions).toEqual([]);
      expect(new Set(record.refused.map(({ outcome }) => outcome))).toEqual(new Set(['not_authorized']));
      await handleOf(other.id).signal('decide', { ...good, signature, attemptId: 'a1', via: 'inbox' });
      expect(await temporal.manager.waitForApproval(other.id)).toMatchObject({ status: 'approved' });
    }, rules));

  test('a signed message without an id is unreadable', () =>
    temporal.withWorker(async () => {
      const { id, contentHash } = await request();
      const { decisionId: _, ...bare } = said();
      await handleOf(id).signal(
        'decide',
        await signed(admin.signer, { kind: 'decide', namespace: temporal.namespace, id, contentHash }, bare),
      );
      await refusals(id, 1);
      expect((await recordOf(id)).refused).toMatchObject([
        { outcome: 'invalid', message: expect.stringContaining('decisionId: is required with a signature') },
      ]);
    }, rules));

  test('a request keeps its need for signatures when the config changes, both ways', async () => {
    const [before, after] = [await request(), await request()];
    const planned = (id: string) => eventually(async () => (await recordOf(id)).plan !== undefined);
    await temporal.withWorker(() => planned(before.id).then(() => planned(after.id)), rules);
    await temporal.withWorker(
      async () => {
        const unsigned = await temporal.manager.approve(before.id, { decidedBy: 'ana' });
        expect(unsigned).toMatchObject({ outcome: 'not_authorized' });
        const signing = signingManager(temporal, admin);
        expect(await signing.approve(before.id, { decidedBy: 'ana' })).toMatchObject({ status: 'approved' });
      },
      { ...CONFIG, decisions: { keys: [admin.entry] } },
    );
    await temporal.withWorker(async () => {
      const unknown = await signingManager(temporal, admin).approve(after.id, { decidedBy: 'ana' });
      expect(unknown).toMatchObject({ outcome: 'not_authorized' });
    }, CONFIG);
  });
});

test('an attempt that waits for the directory is judged by its signature afterwards', async () => {
  let isDown = true;
  const directory = async (team: string) => {
    if (isDown) throw new Error('down');
    return team === 'finance-team' ? ['ana', 'bo'] : undefined;
  };
  await temporal.withWorker(
    async () => {
      const { id, contentHash } = await request();
      const message = said({ decidedBy: 'bo' });
      await handleOf(id).signal('decide', said());
      await handleOf(id).signal(
        'decide',
        await signed(
          admin.signer,
          { kind: 'decide', namespace: temporal.namespace, id, contentHash },
          message,
        ),
      );
      await eventually(async () => (await recordOf(id)).plan !== undefined);
      expect(await recordOf(id)).toMatchObject({ decisions: [], refused: [] });
      isDown = false;
      expect(await temporal.manager.waitForApproval(id)).toMatchObject({
        status: 'approved',
        decisions: [{ decidedBy: 'bo', keyId: 'inbox-2026' }],
        refused: [{ by: 'ana', outcome: 'not_authorized' }],
      });
    },
    signedBy([admin], { ...CONFIG, directory }),
  );
});

describe('keys', () => {
  test('two are valid at the same time; a key added after the plan counts, a removed key does not', async () => {
    await temporal.stopWorker();
    const { id } = await request();
    const quorum = { ...CONFIG, policies: [{ name: 'two', approvers: ['finance-team'], quorum: 2 }] };
    const approve = (key: typeof admin, decidedBy: string) =>
      signingManager(temporal, key).approve(id, { decidedBy });
    await temporal.withWorker(
      async () => expect(await approve(admin, 'ana')).toMatchObject({ outcome: 'accepted' }),
      signedBy([gone, admin], quorum),
    );
    await temporal.withWorker(
      async () => {
        expect(await approve(gone, 'bo')).toMatchObject({
          outcome: 'not_authorized',
          message: expect.stringContaining("key 'inbox-2025' is not (or no longer) in the config"),
        });
        expect(await approve(next, 'bo')).toMatchObject({ outcome: 'accepted', status: 'approved' });
      },
      signedBy([admin, next], quorum),
    );
    expect((await recordOf(id)).decisions.map(({ keyId }) => keyId)).toEqual(['inbox-2026', 'inbox-2027']);
  });
});

describe('while no worker runs', () => {
  beforeEach(() => temporal.stopWorker());

  test('a signed decision waits and counts once; an unsigned copy does not count', async () => {
    const { id } = await request();
    const queued = await signingManager(temporal, admin).approve(id, { decidedBy: 'ana', patience: '1s' });
    expect(queued).toMatchObject({ outcome: 'queued' });
    await handleOf(id).signal('decide', said({ decidedBy: 'bo' }));
    await temporal.withWorker(async () => {
      const record = await temporal.manager.waitForApproval(id);
      expect(record.decisions).toMatchObject([{ decidedBy: 'ana', keyId: 'inbox-2026' }]);
    }, rules);
  });

  test('a signed decision that came in time counts, although it is judged after the deadline', async () => {
    const short = signedBy([admin], {
      ...CONFIG,
      policies: [{ name: 'quick', approvers: ['ana'], expireAfter: '2s' }],
    });
    const [signedOne, bare] = [await request(), await request()];
    await signingManager(temporal, admin).approve(signedOne.id, { decidedBy: 'ana', patience: '100ms' });
    await handleOf(bare.id).signal('decide', said());
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await temporal.withWorker(async () => {
      expect((await temporal.manager.waitForApproval(signedOne.id)).status).toBe('approved');
      expect(await temporal.manager.waitForApproval(bare.id)).toMatchObject({
        status: 'expired',
        refused: [{ outcome: 'not_authorized' }],
      });
    }, short);
  });
});

describe('the cost of a signature', () => {
  const approvedBy = async (decide: (id: string, contentHash: string) => Promise<unknown>) => {
    const { id, contentHash } = await request();
    await eventually(() => isSettled(handleOf(id)));
    await decide(id, contentHash);
    await handleOf(id).result();
    return costOf(handleOf(id));
  };
  const sign = (id: string, contentHash: string, message = said()) =>
    signed(admin.signer, { kind: 'decide', namespace: temporal.namespace, id, contentHash }, message);

  test('is one event and one action more than the same decision without', () =>
    temporal.withWorker(async () => {
      const cost = await approvedBy(async (id, hash) => handleOf(id).signal('decide', await sign(id, hash)));
      expect(cost.events).toBeLessThanOrEqual(15);
      expect(cost.actions).toBeLessThanOrEqual(7);
    }, rules));

  test('is nothing for unsigned attempts: a flood of them is refused like any other', () =>
    temporal.withWorker(async () => {
      const cost = await approvedBy(async (id, hash) => {
        await handleOf(id).signal('decide', said());
        await eventually(() => isSettled(handleOf(id)));
        await handleOf(id).signal('decide', await sign(id, hash));
      });
      expect(cost.events).toBeLessThanOrEqual(19);
      expect(cost.actions).toBeLessThanOrEqual(8);
    }, rules));

  test('is one event for many forged signatures that come together, and the valid one counts after them', async () => {
    await temporal.stopWorker();
    const { id, contentHash } = await request();
    const garbage = { keyId: 'inbox-2026', value: 'AAAA' };
    for (let sent = 0; sent < 250; sent += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          handleOf(id).signal('decide', said({ decisionId: `x${sent + index}`, signature: garbage })),
        ),
      );
    await temporal.withWorker(async () => {
      await refusals(id, 250);
      const manager = signingManager(temporal, admin);
      expect(await manager.approve(id, { decidedBy: 'ana', expected: { contentHash } })).toMatchObject({
        outcome: 'accepted',
      });
      const { events } = await handleOf(id).fetchHistory();
      const markers = events?.filter((event) => event.markerRecordedEventAttributes) ?? [];
      // The plan, three for the flood and one for the decision.
      expect(markers.length).toBeLessThanOrEqual(5);
    }, rules);
  });
});
