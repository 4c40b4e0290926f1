import { randomUUID } from 'node:crypto';
import type { ClaimOptions } from '../../../client';
import { WORKFLOW_TYPES } from '../../../contract/names';
import { useId } from '../../../rules/ids';
import { CONFIG, eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

/** Claims of approvals, on a real server (design rule 26). */

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

const request = async () =>
  (await temporal.manager.requestApproval({ action: 'pay', context: { amount: 5 }, requesterId: 'agent-1' }))
    .id;

const approved = async (policy?: object) => {
  const [payments] = CONFIG.policies ?? [];
  const changed = { name: 'payments', approvers: ['finance-team'], ...payments, ...policy };
  return temporal.withWorker(
    async () => {
      const id = await request();
      await temporal.manager.approve(id, { decidedBy: 'ana' });
      await temporal.manager.waitForApproval(id, { timeout: '20s' });
      return id;
    },
    // With the same config the worker continues.
    policy === undefined ? CONFIG : { ...CONFIG, policies: [changed] },
  );
};

/** Temporal may hand a task to a worker that has just stopped, and then repeats it after ten seconds. */
const PATIENCE = '30s';

const claim = (id: string, options: Partial<ClaimOptions> = {}) =>
  temporal.manager.claim(id, { claimedBy: 'pay-bot', ...options });
const report = (id: string, attemptId: string, outcome: 'committed' | 'failed' | 'not_started', more = {}) =>
  temporal.withWorker(() =>
    temporal.manager.reportOutcome(id, { attemptId, outcome, patience: PATIENCE, ...more }),
  );

test('the first claimer gets the claim without a worker, and only its attempt gets it again', async () => {
  const id = await approved();
  await temporal.stopWorker();
  const first = await claim(id, { attemptId: 'try-1' });
  expect(first).toMatchObject({ outcome: 'claimed', id, status: 'approved' });
  expect(first.use).toMatchObject({ requestId: id, claimedBy: 'pay-bot', attemptId: 'try-1' });
  expect(await claim(id, { attemptId: 'try-1' })).toEqual(first);
  expect(await claim(id, { claimedBy: 'other-bot' })).toMatchObject({
    outcome: 'already_claimed',
    use: { claimedBy: 'pay-bot', claimedAt: first.use?.claimedAt },
  });
});

test('of 20 claimers at once exactly one gets the claim', async () => {
  const id = await approved();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      claim(id, { claimedBy: `bot-${index}`, attemptId: `try-${index}` }),
    ),
  );
  const winners = answers.filter(({ outcome }) => outcome === 'claimed');
  expect(winners).toHaveLength(1);
  expect(new Set(answers.map(({ use }) => use?.attemptId))).toEqual(new Set([winners[0]?.use?.attemptId]));
});

test('a request that is not approved cannot be claimed', async () => {
  const id = await request();
  expect(await claim(id)).toMatchObject({ outcome: 'not_approved', status: 'pending' });
  await temporal.withWorker(() =>
    temporal.manager.reject(id, { decidedBy: 'ana', reason: 'no', patience: PATIENCE }),
  );
  expect(await claim(id)).toMatchObject({ outcome: 'not_approved', status: 'rejected' });
  await expect(claim('nothing-has-this-id')).rejects.toMatchObject({ name: 'RequestNotFound' });
  await expect(claim(id, { claimedBy: '' })).rejects.toMatchObject({ name: 'InvalidInput' });
});

test('an outcome is recorded once, and after it no attempt gets the claim again', async () => {
  const id = await approved();
  const { use } = await claim(id, { attemptId: 'try-1' });
  expect((await temporal.manager.getRequest(id)).use).toEqual(use);
  expect(await report(id, 'try-2', 'committed')).toMatchObject({
    outcome: 'not_authorized',
    status: 'claimed',
  });
  expect(await report(id, 'try-1', 'committed', { reference: 'transfer-17' })).toMatchObject({
    outcome: 'accepted',
    id,
    status: 'committed',
  });
  expect(await report(id, 'try-1', 'committed', { reference: 'transfer-17' })).toMatchObject({
    outcome: 'duplicate',
  });
  expect(await report(id, 'try-1', 'failed')).toMatchObject({ outcome: 'conflict', status: 'committed' });
  expect(await report(id, 'try-1', 'not_started')).toMatchObject({ outcome: 'conflict' });
  for (const attemptId of ['try-1', 'try-2'])
    expect(await claim(id, { attemptId })).toMatchObject({
      outcome: 'already_claimed',
      use: { outcome: 'committed', reference: 'transfer-17' },
    });
  const read = await temporal.manager.getRequest(id);
  expect(read).toMatchObject({ status: 'approved', use: { outcome: 'committed' } });
  expect(read.unknown).toBeUndefined();
});

test('a report counts once when a worker is back, and is refused without a claim', async () => {
  const id = await approved();
  expect(await report(id, 'try-1', 'committed')).toMatchObject({
    outcome: 'not_authorized',
    status: 'unclaimed',
  });
  await claim(id, { attemptId: 'try-1' });
  await temporal.stopWorker();
  const options = { attemptId: 'try-1', outcome: 'failed', detail: 'no funds', patience: '300ms' } as const;
  expect(await temporal.manager.reportOutcome(id, options)).toMatchObject({ outcome: 'queued' });
  const use = await temporal.withWorker(
    () => temporal.client.workflow.getHandle(useId(id, 1)).result() as Promise<unknown>,
  );
  expect(use).toMatchObject({ outcome: 'failed', detail: 'no funds' });
  expect(
    await temporal.manager.reportOutcome(id, { attemptId: 'try-1', outcome: 'done' as never }),
  ).toMatchObject({
    outcome: 'invalid',
  });
});

test('not_started releases the claim, and a late copy of that report does not release the next one', async () => {
  const id = await approved();
  await claim(id, { attemptId: 'try-1' });
  expect(await report(id, 'try-1', 'not_started')).toMatchObject({
    outcome: 'accepted',
    status: 'not_started',
  });
  const second = await claim(id, { attemptId: 'try-1', claimedBy: 'second-bot' });
  expect(second).toMatchObject({ outcome: 'claimed', use: { claimedBy: 'second-bot' } });
  const late = { outcome: 'not_started', claimAttemptId: 'try-1' };
  await expect(temporal.client.workflow.getHandle(useId(id, 1)).signal('outcome', late)).rejects.toThrow(
    /already completed/,
  );
  expect(await claim(id, { claimedBy: 'third-bot' })).toMatchObject({
    outcome: 'already_claimed',
    use: { claimedBy: 'second-bot' },
  });
  expect(await report(id, 'try-1', 'committed')).toMatchObject({ outcome: 'accepted', status: 'committed' });
  expect((await temporal.manager.getRequest(id)).use).toMatchObject({
    claimedBy: 'second-bot',
    outcome: 'committed',
  });
});

test.each(['terminated', 'cancelled'] as const)(
  'a claim that was %s in Temporal is not released',
  async (how) => {
    const id = await approved();
    await claim(id, { attemptId: 'try-1' });
    const handle = temporal.client.workflow.getHandle(useId(id, 1));
    await temporal.withWorker(async () => {
      await (how === 'terminated' ? handle.terminate() : handle.cancel());
      await eventually(async () => (await handle.describe()).status.name !== 'RUNNING');
    });
    for (const attemptId of ['try-1', 'try-2'])
      expect(await claim(id, { attemptId })).toMatchObject({
        outcome: 'already_claimed',
        use: { claimedBy: 'pay-bot', outcome: 'unknown', detail: expect.stringContaining(how) as string },
      });
    expect(await report(id, 'try-1', 'committed')).toMatchObject({ outcome: 'expired', status: 'unknown' });
  },
);

/** Waits until this approval is stale. Returns when it became stale, in milliseconds since 1970. */
async function staleAt(id: string, useWithin: number): Promise<number> {
  const until = Date.parse((await temporal.manager.getRequest(id)).end?.at ?? '') + useWithin;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, until + 100 - Date.now())));
  return until;
}

test('a claim after useWithin is stale, but the retry of one that came in time is not', async () => {
  const other = await approved({ useWithin: '1s' });
  const id = await approved({ useWithin: '5s' });
  expect(await claim(id, { attemptId: 'try-1' })).toMatchObject({ outcome: 'claimed' });
  await staleAt(other, 1_000);
  expect(await claim(other)).toMatchObject({ outcome: 'stale', status: 'approved' });
  await staleAt(id, 5_000);
  expect(await claim(id, { attemptId: 'try-1' })).toMatchObject({ outcome: 'claimed' });
  expect(await claim(id)).toMatchObject({ outcome: 'already_claimed' });
  expect(await report(id, 'try-1', 'not_started')).toMatchObject({ outcome: 'accepted' });
  expect(await claim(id)).toMatchObject({ outcome: 'stale' });
});

test('a claimer whose clock is behind is told that the approval is stale', async () => {
  const id = await approved({ useWithin: '1s' });
  const until = await staleAt(id, 1_000);
  const clock = jest.spyOn(Date, 'now').mockReturnValue(until - 1);
  const late = await claim(id).finally(() => clock.mockRestore());
  expect(late).toMatchObject({ outcome: 'stale' });
  const use = await temporal.withWorker(
    () => temporal.client.workflow.getHandle(useId(id, 1)).result() as Promise<unknown>,
  );
  expect(use).toMatchObject({ outcome: 'not_started' });
});

test.each([
  ['a minute', 59_000, 'claimed'],
  ['an hour', 3_600_000, 'stale'],
])('a claimer whose clock puts the claim %s (%i ms) too late is answered %s', async (_, ahead, outcome) => {
  const id = await approved({ useWithin: '30s' });
  const until = Date.parse((await temporal.manager.getRequest(id)).end?.at ?? '') + 30_000;
  const clock = jest.spyOn(Date, 'now').mockReturnValue(until + ahead);
  const answer = await claim(id).finally(() => clock.mockRestore());
  expect(answer).toMatchObject({ outcome });
});

test('a claim is refused if the request was edited after the claimer read it', async () => {
  const id = await temporal.withWorker(
    async () => {
      const asked = await temporal.manager.requestApproval({
        action: 'pay',
        context: { amount: 5 },
        requesterId: 'agent-1',
      });
      const handle = temporal.client.workflow.getHandle(asked.id);
      await eventually(async () => (await handle.query<{ stage?: number }>('get')).stage === 1);
      await handle.signal('decide', {
        decision: 'edit',
        decidedBy: 'ana',
        context: { amount: 3 },
        expected: { contentHash: asked.contentHash },
      });
      await handle.result();
      expect(await claim(asked.id, { contentHash: asked.contentHash })).toMatchObject({ outcome: 'changed' });
      return asked.id;
    },
    {
      ...CONFIG,
      policies: [
        {
          name: 'payments',
          approvers: ['finance-team'],
          decisions: ['approve', 'reject', 'edit'],
          editable: ['/amount'],
        },
      ],
    },
  );
  const edited = await temporal.manager.getRequest(id);
  expect(edited).toMatchObject({ status: 'approved', context: { amount: 3 }, revision: 2 });
  const contentHash = edited.plan?.contentHash ?? '';
  expect(await claim(id, { contentHash })).toMatchObject({ outcome: 'claimed', use: { contentHash } });
});

test('another workflow with the id of the claim is named, and nobody gets the claim', async () => {
  const id = await approved();
  await temporal.client.workflow.start(WORKFLOW_TYPES.policies, {
    workflowId: useId(id, 1),
    taskQueue: 'nobody',
    args: [{}],
  });
  await expect(claim(id)).rejects.toMatchObject({
    name: 'RequestIdTaken',
    message: expect.stringContaining('hitlPolicies') as string,
  });
  expect((await temporal.manager.getRequest(id)).unknown).toEqual(['use']);
});

test('a claim that was started by hand with other arguments than ours gives the claim to nobody', async () => {
  const id = await approved();
  await temporal.client.workflow.start(WORKFLOW_TYPES.use, {
    workflowId: useId(id, 1),
    taskQueue: temporal.taskQueue,
    args: [
      {
        requestId: `other-${randomUUID()}`,
        number: 1,
        claimedBy: 'x',
        attemptId: 'try-1',
        contentHash: '',
        reportWithin: 1000,
      },
    ],
  });
  expect(await claim(id, { attemptId: 'try-1' })).toMatchObject({ outcome: 'already_claimed' });
  await temporal.withWorker(() =>
    expect(temporal.client.workflow.getHandle(useId(id, 1)).result()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('the id of this claim must be') as string },
    }),
  );
  expect(await claim(id, { attemptId: 'try-1' })).toMatchObject({
    outcome: 'already_claimed',
    use: { outcome: 'unknown' },
  });
});
