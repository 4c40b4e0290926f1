import { randomUUID } from 'node:crypto';
import type { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { WORKFLOW_TYPES } from '../../../contract/names';
import type { UseRecord, UseVerdict } from '../../../contract/use';
import { costOf, isSettled } from '../../support/budget';
import { query } from '../../support/query';
import { CONFIG, eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { startTimeSkippingServer, withWorker } from '../../support/time-skipping';
import { update } from '../../support/update';

const CLAIM = {
  number: 1,
  claimedBy: 'pay-bot',
  attemptId: 'try-1',
  contentHash: 'abc',
  reportWithin: 3_600_000,
};
const COMMITTED = { outcome: 'committed', claimAttemptId: 'try-1', reference: 'transfer-17' };

describe('on a server that skips time', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  const start = (taskQueue: string, claim: object = {}) => {
    const requestId = `request-${randomUUID()}`;
    return env.client.workflow.start(WORKFLOW_TYPES.use, {
      workflowId: `${requestId}-use`,
      taskQueue,
      args: [{ requestId, ...CLAIM, ...claim }],
    });
  };
  const resultOf = (handle: { result(): Promise<unknown> }) => handle.result() as Promise<UseRecord>;

  it('a use without a report becomes unknown after reportWithin', () =>
    withWorker(env, CONFIG, async (taskQueue) => {
      const use = await resultOf(await start(taskQueue));
      expect(use).toMatchObject({ outcome: 'unknown', detail: 'no outcome was reported in time' });
      expect(Date.parse(use.reportedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(use.reportBy));
      expect(Date.parse(use.reportBy) - Date.parse(use.claimedAt)).toBe(3_600_000);
    }));

  it('every outcome completes the workflow with its record', () =>
    withWorker(env, CONFIG, async (taskQueue) => {
      for (const outcome of ['committed', 'failed', 'not_started']) {
        const handle = await start(taskQueue);
        const verdict = await update<UseVerdict>(handle, 'outcome', { ...COMMITTED, outcome });
        expect(verdict).toMatchObject({ outcome: 'accepted', status: outcome });
        expect(await resultOf(handle)).toMatchObject({ outcome, reference: 'transfer-17' });
      }
    }));

  it('a cancellation in Temporal is recorded as unknown', () =>
    withWorker(env, CONFIG, async (taskQueue) => {
      const handle = await start(taskQueue);
      await query(handle, 'get');
      await handle.cancel();
      expect(await resultOf(handle)).toMatchObject({ outcome: 'unknown', detail: 'cancelled in Temporal' });
    }));

  it('a claim after the approval had become stale is released at once', () =>
    withWorker(env, CONFIG, async (taskQueue) => {
      expect(await resultOf(await start(taskQueue, { useUntil: 1 }))).toMatchObject({
        outcome: 'not_started',
      });
    }));
});

describe('on a real server', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
  afterAll(() => temporal?.stop());

  const start = async (more: object = {}, claim: object = {}) => {
    const requestId = `request-${randomUUID()}`;
    return temporal.client.workflow.start(WORKFLOW_TYPES.use, {
      workflowId: `${requestId}-use`,
      taskQueue: temporal.taskQueue,
      args: [{ requestId, ...CLAIM, ...claim }],
      ...more,
    });
  };

  it('costs 10 events and 3 actions with a report by signal (design section temporal)', () =>
    temporal.withWorker(async () => {
      const handle = await start();
      await eventually(() => isSettled(handle));
      await handle.signal('outcome', COMMITTED);
      await handle.result();
      expect(await costOf(handle)).toEqual({ events: 10, actions: 3 });
    }));

  it('a report of another attempt and an unreadable one are refused, without an event', () =>
    temporal.withWorker(async () => {
      const handle = await start();
      await eventually(() => isSettled(handle));
      const { events: before } = await costOf(handle);
      const refusal = (message: object) =>
        update<UseVerdict>(handle, 'outcome', message).catch(
          ({ cause }: { cause: ApplicationFailure }) => cause.details?.[0],
        );
      expect(await refusal({ ...COMMITTED, claimAttemptId: 'try-2' })).toMatchObject({
        outcome: 'not_authorized',
        status: 'claimed',
      });
      expect(await refusal({ outcome: 'done' })).toMatchObject({ outcome: 'invalid' });
      expect((await costOf(handle)).events).toBe(before);
      await handle.signal('outcome', 'nonsense');
      await handle.signal('outcome', { ...COMMITTED, claimAttemptId: 'try-2' });
      await handle.signal('outcome', COMMITTED);
      expect(await handle.result()).toMatchObject({ outcome: 'committed', attemptId: 'try-1' });
    }));

  it('takes a report that came while no worker ran, also after reportWithin', async () => {
    await temporal.stopWorker();
    const handle = await start({}, { reportWithin: 1 });
    await handle.signal('outcome', COMMITTED);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await temporal.withWorker(async () =>
      expect(await handle.result()).toMatchObject({ outcome: 'committed' }),
    );
  });

  it('refuses a retry policy, and an id that is not that of its claim', () =>
    temporal.withWorker(async () => {
      const failure = (text: string) => ({ cause: { message: expect.stringContaining(text) as string } });
      const retried = await start({ retry: { maximumAttempts: 2 } });
      await expect(retried.result()).rejects.toMatchObject(failure('retry policy'));
      const second = await start({}, { number: 2 });
      await expect(second.result()).rejects.toMatchObject(failure('the id of this claim must be'));
    }));
});
