import type { ConfigInput } from '../../../contract/config/config';
import type { StepAnswer, StepInput } from '../../../contract/step';
import { ESCALATING, managersOn } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal()));
afterAll(() => temporal?.stop());

test('a worker shutdown during a step is not an error of the agent and uses no attempt', async () => {
  const attempts: number[] = [];
  const step = async ({ attempt, signal }: StepInput): Promise<StepAnswer> => {
    attempts.push(attempt);
    if (attempt === 3) return { done: true };
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
  };
  const config: ConfigInput = {
    ...ESCALATING,
    triggers: [{ name: 'errors', type: 'error_count', threshold: 1, level: 'human_review' }],
    agents: { worker: { step, maxAttempts: 1 } },
  };
  const { runs } = managersOn(temporal);
  const { id } = await runs.start({ agent: 'worker' });
  for (const started of [1, 2])
    await temporal.withWorker(() => eventually(async () => attempts.length === started, 20_000), config);
  await temporal.withWorker(async () => {
    expect(await runs.wait(id, { timeout: '30s' })).toMatchObject({
      status: 'completed',
      totals: { steps: 1, errors: 0 },
      escalations: [],
    });
  }, config);
  expect(attempts).toEqual([1, 2, 3]);
});
