import type { ConfigInput } from '../../../contract/config/config';
import type { RunRecord } from '../../../contract/run';
import type { StepAnswer, StepInput } from '../../../contract/step';
import { ESCALATING, managersOn } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

const config = (step: (given: StepInput) => StepAnswer | Promise<StepAnswer>): ConfigInput => ({
  ...ESCALATING,
  agents: { worker: { step } },
});
const resolution = { resolvedBy: 'ana', action: 'modify', resolution: 'do this' } as const;

describe('a step with a result that Temporal does not accept', () => {
  const tooMuch: Record<string, StepAnswer> = {
    'state: is larger than 512 KB': { state: 'x'.repeat(600_000) },
    'output: is larger than 256 KB': { output: 'x'.repeat(300_000) },
    'it is larger than 1024 KB': { state: 'x'.repeat(5_000_000) },
    'approvals.0.key: ends like an id that temporal-hitl derives': {
      approvals: [{ key: 'escalation-1', action: 'pay' }],
    },
  };
  it.each(Object.keys(tooMuch))('ends its run as failed, and says why: %s', (problem) =>
    temporal.withWorker(
      async () => {
        const { runs } = managersOn(temporal);
        const { id } = await runs.start({ agent: 'worker' });
        const { status, end } = await runs.wait(id);
        expect([status, end?.error?.message]).toEqual(['failed', expect.stringContaining(problem)]);
      },
      config(() => tooMuch[problem] ?? {}),
    ),
  );
});

test('two modifications before the next step are given to one step each', async () => {
  const guided: unknown[] = [];
  let goOn: () => void = () => undefined;
  const wait = new Promise<void>((resolve) => (goOn = resolve));
  const step = async ({ step: number, guidance }: StepInput): Promise<StepAnswer> => {
    guided.push(guidance);
    if (number === 1) await wait;
    return { confidence: number === 1 ? 0.1 : 0.9, done: number === 4 };
  };
  await temporal.withWorker(async () => {
    const { escalations, runs } = managersOn(temporal);
    const { id } = await runs.start({ agent: 'worker' });
    await eventually(async () => guided.length === 1);
    await escalations.escalate(id, { level: 'human_review', reason: 'it takes long' });
    await escalations.resolve(`${id}-escalation-1`, { ...resolution, modification: 'first' });
    goOn();
    await eventually(async () => (await runs.get(id)).escalations?.length === 2);
    await escalations.resolve(`${id}-escalation-2`, { ...resolution, modification: 'second' });
    expect(((await runs.wait(id)) as RunRecord).status).toBe('completed');
    expect(guided).toEqual([undefined, 'first', 'second', undefined]);
  }, config(step));
});

test('simultaneous reports: each event lists the triggers that it fired', () =>
  temporal.withWorker(async () => {
    const { escalations, runs } = managersOn(temporal);
    const confidences = [0.1, 0.9, 0.9, 0.1, 0.9, 0.9, 0.1];
    await Promise.all(
      confidences.map((confidence) => escalations.checkEscalation('at-once', { confidence })),
    );
    const { events } = (await runs.get('at-once')) as RunRecord;
    expect(events).toHaveLength(confidences.length);
    for (const { confidence = 1, fired } of events)
      expect(fired).toEqual(confidence < 0.5 ? ['unsure'] : undefined);
  }, ESCALATING));

test('a run is finished once, and the same attempt is accepted by both transports', () =>
  temporal.withWorker(async () => {
    const handle = temporal.client.workflow.getHandle('two-transports');
    const { escalations, runs } = managersOn(temporal);
    await escalations.checkEscalation('two-transports', { confidence: 0.1 }, { escalate: true });
    const message = { output: 1, attemptId: 'a1' };
    await handle.signal('finish', message);
    const outcomeOf = (args: object) =>
      handle.executeUpdate<{ outcome: string }, [object]>('finish', { args: [args] }).then(
        ({ outcome }) => outcome,
        (error: Error) => error.name,
      );
    expect(['accepted', 'WorkflowNotFoundError']).toContain(await outcomeOf(message));
    expect(await runs.wait('two-transports')).toMatchObject({
      status: 'completed',
      end: { attemptId: 'a1' },
    });
    expect(await runs.finish('two-transports')).toMatchObject({ outcome: 'duplicate' });
  }, ESCALATING));

test('a run that is cancelled while its children start ends together with them', async () => {
  const approvals = Array.from({ length: 100 }, (_, index) => ({ key: `a${index}`, action: 'pay' }));
  await temporal.withWorker(
    async () => {
      const { runs } = managersOn(temporal);
      const { id } = await runs.start({ agent: 'worker' });
      const handle = temporal.client.workflow.getHandle(id);
      await eventually(async () => ((await handle.describe()).raw.pendingChildren?.length ?? 0) > 0);
      await runs.cancel(id, { cancelledBy: 'op' });
      const run = (await runs.wait(id, { timeout: '40s' })) as RunRecord;
      expect(run.status).toBe('cancelled');
      expect(new Set(run.approvals.map(({ status }) => status))).toEqual(new Set(['cancelled']));
    },
    config(() => ({ approvals })),
  );
});
