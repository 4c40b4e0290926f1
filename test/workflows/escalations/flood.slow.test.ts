import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { utf8Bytes } from '../../../contract/limits';
import { LADDER, startEscalation } from '../../support/runs';
import { eventually } from '../../support/temporal';
import { startTimeSkippingServer, withWorker } from '../../support/time-skipping';

describe('an escalation of an agent that escalates again and again', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it(
    'continues in a new run with all of a large context, and ends with a record that fits',
    () =>
      withWorker(env, LADDER, async (queue) => {
        const context = { transcript: 'said '.repeat(209_000) };
        const escalation = await startEscalation(env, queue, { context });
        for (let from = 0; from < 2_050; from += 50)
          await Promise.all(
            Array.from({ length: 50 }, (_, index) =>
              escalation.handle.signal('raise', {
                level: 'human_review',
                reason: `${from + index} ${'wrong '.repeat(600)}`,
              }),
            ),
          );
        await eventually(async () => (await escalation.handle.describe()).historyLength < 500, 60_000);
        const [started] = (await escalation.handle.fetchHistory()).events ?? [];
        const carried = started?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
        const bytes = carried.map(({ data }) => data?.length ?? 0);
        // The arguments: the input, the record and the late answers.
        expect(bytes).toHaveLength(3);
        expect(bytes.reduce((sum, each) => sum + each)).toBeLessThan(2 * 1024 * 1024);
        await escalation.handle.signal('resolve', {
          resolvedBy: 'ana',
          action: 'continue',
          resolution: 'looked at it',
        });
        const record = await escalation.result();
        expect(record).toMatchObject({ status: 'resolved', context, resolution: { resolvedBy: 'ana' } });
        expect(utf8Bytes(JSON.stringify(record.history))).toBeLessThan(256 * 1024);
        const [omitted] = record.history.filter(({ what }) => what === 'omitted');
        const left = omitted?.what === 'omitted' ? omitted.count : 0;
        expect(left + record.history.length - 1).toBe(2_050 + 3);
      }),
    180_000,
  );
});
