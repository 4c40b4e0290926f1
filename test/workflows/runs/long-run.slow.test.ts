import type { WorkflowHandle } from '@temporalio/client';
import { RunBusy } from '../../../client';
import type { ConfigInput } from '../../../contract/config/config';
import { MESSAGES, WORKFLOW_TYPES } from '../../../contract/names';
import type { RunRecord } from '../../../contract/run';
import type { StepAnswer, StepInput } from '../../../contract/step';
import { ESCALATING, managersOn } from '../../support/escalating';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => {
  // This server suggests continue-as-new early, so that the test need not be long.
  const early = ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=600'];
  temporal = await startTemporal({ server: { extraArgs: early } });
});
afterAll(() => temporal?.stop());

const firstRunOf = async ({ workflowId }: WorkflowHandle) => {
  const [started] = (await temporal.client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];
  return started?.workflowExecutionStartedEventAttributes;
};

describe('a long hosted run', () => {
  const STEPS = 144;
  const told: string[] = [];
  const guided: unknown[] = [];
  const seen: number[] = [];
  const agent = ({ step, state, decisions, guidance }: StepInput<number>): StepAnswer => {
    seen.push(step);
    told.push(...Object.keys(decisions));
    if (guidance !== undefined) guided.push(guidance);
    const asks = step % 20 === 1 && { approvals: [{ key: `a${step}`, action: 'pay', context: {} }] };
    return {
      state: (state ?? 0) + 1,
      cost: 2.5,
      ...asks,
      done: step === STEPS,
      output: { state: state ?? 0 },
    };
  };
  const config: ConfigInput = {
    ...ESCALATING,
    fallback: 'approve',
    triggers: [{ name: 'dear', type: 'cost_exceeded', threshold: 100, level: 'human_review' }],
    agents: { worker: { step: agent } },
  };

  it('continues in a new run of its workflow, and loses no totals, approvals, escalations or memory', () =>
    temporal.withWorker(async () => {
      const run = await temporal.client.workflow.start(WORKFLOW_TYPES.run, {
        workflowId: 'long',
        taskQueue: temporal.taskQueue,
        args: [{ agent: 'worker' }],
      });
      const { escalations } = managersOn(temporal);
      for (const number of [1, 2, 3]) {
        const id = `long-escalation-${number}`;
        const resolve = {
          resolvedBy: 'ana',
          action: 'modify',
          resolution: 'go on',
          modification: number,
        } as const;
        while (!(await escalations.resolve(id, resolve).catch(() => undefined)))
          await new Promise((resolved) => setTimeout(resolved, 100));
      }
      const record = (await run.result()) as RunRecord;
      expect((await firstRunOf(run))?.continuedExecutionRunId).toBeTruthy();
      expect(record).toMatchObject({
        status: 'completed',
        output: { state: STEPS - 1 },
        totals: { steps: STEPS, cost: STEPS * 2.5, errors: 0 },
        memory: { dear: { value: 300 } },
      });
      expect(record.escalations.map(({ level, reason }) => [level, reason])).toHaveLength(3);
      expect(record.approvals.map(({ key, status, isReported: known }) => [key, status, known])).toEqual(
        [1, 21, 41, 61, 81, 101, 121, 141].map((step) => [`a${step}`, 'approved', true]),
      );
      expect(told).toEqual(record.approvals.map(({ key }) => key));
      expect(guided).toEqual([1, 2, 3]);
      expect(seen).toEqual(Array.from({ length: STEPS }, (_, index) => index + 1));
    }, config));
});

describe('a long attached run', () => {
  const REPORTS = 250;

  it(
    'continues in a new run of its workflow while many reports come at once, and counts each report once',
    () =>
      temporal.withWorker(async () => {
        const { escalations, runs } = managersOn(temporal);
        const answers: string[] = [];
        let next = 1;
        const report = async () => {
          for (let cost = next++; cost <= REPORTS; cost = next++) {
            // A task that the SDK dropped is retried after the task timeout of 30 s.
            const { shouldEscalate } = await escalations.checkEscalation(
              'reporting',
              { cost },
              { patience: '60s' },
            );
            answers.push(`${shouldEscalate}`);
          }
        };
        await Promise.all(Array.from({ length: 8 }, report));
        expect(answers).toHaveLength(REPORTS);
        const started = await firstRunOf(temporal.client.workflow.getHandle('reporting'));
        expect(started?.continuedExecutionRunId).toBeTruthy();
        expect(await runs.finish('reporting', { output: 'done' })).toMatchObject({ outcome: 'accepted' });
        expect(await runs.wait('reporting')).toMatchObject({
          status: 'completed',
          totals: { reports: REPORTS },
        });
      }, ESCALATING),
    120_000,
  );

  it('refuses reports after the 1,500th while an escalation is open, and accepts them again after its resolution', () =>
    temporal.withWorker(async () => {
      const { escalations, runs } = managersOn(temporal);
      const { escalationId = '' } = await escalations.checkEscalation(
        'busy',
        { confidence: 0.1 },
        { escalate: true },
      );
      const run = temporal.client.workflow.getHandle('busy');
      for (let sent = 1; sent < 1_500; sent += 100)
        await Promise.all(Array.from({ length: 100 }, () => run.signal(MESSAGES.escalate, 'nonsense')));
      const late = () => escalations.checkEscalation('busy', { confidence: 0.9 }, { patience: '20s' });
      await expect(late()).rejects.toThrow(RunBusy);
      await escalations.resolve(escalationId, { resolvedBy: 'ana', action: 'continue', resolution: 'ok' });
      while (!(await late().catch(() => undefined)));
      expect(await runs.get('busy')).toMatchObject({
        status: 'running',
        totals: { reports: 2 },
        escalations: [{ status: 'resolved' }],
        memory: { unsure: {} },
      });
    }, ESCALATING));
});
