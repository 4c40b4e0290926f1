import type { WorkflowHandle } from '@temporalio/client';
import type { ConfigInput } from '../../../contract/config/config';
import { WORKFLOW_TYPES } from '../../../contract/names';
import type { StepAnswer, StepInput } from '../../../contract/step';
import { costOf, isIdle } from '../../support/budget';
import { ESCALATING } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

type Cost = { events: number; actions: number };
type Message = readonly [name: string, message: object];
const minus = (a: Cost, b: Cost): Cost => ({ events: a.events - b.events, actions: a.actions - b.actions });

const APPROVE = { decision: 'approve', decidedBy: 'ana' };
const RESOLVE: Message = ['resolve', { resolvedBy: 'ana', action: 'continue', resolution: 'fine' }];

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

let started = 0;
const start = async (type: string, input: object) =>
  temporal.client.workflow.start(type, {
    workflowId: `measured-${++started}`,
    taskQueue: temporal.taskQueue,
    args: [input],
  });
const settled = (handle: WorkflowHandle) => eventually(() => isIdle(handle));
const beside = <T>(story: () => Promise<T>, config: ConfigInput = ESCALATING) =>
  temporal.withWorker(story, config);

describe('what an attached run costs', () => {
  const costOfReports = async (reports: object[]) => {
    const run = await start(WORKFLOW_TYPES.run, {});
    for (const context of reports) {
      await settled(run);
      await run.executeUpdate('report', { args: [{ context }] });
    }
    await settled(run);
    const cost = await costOf(run);
    await run.terminate();
    return cost;
  };

  it('is 6 events and 2 actions for a report', () =>
    beside(async () => {
      const [one, three] = [
        await costOfReports([{ cost: 1 }]),
        await costOfReports([{}, { cost: 1 }, { confidence: 1 }]),
      ];
      expect(minus(three, one)).toEqual({ events: 12, actions: 4 });
    }));
});

describe('what a hosted run costs', () => {
  const costOfRun = async (
    step: (given: StepInput) => StepAnswer,
    act?: (run: WorkflowHandle) => Promise<void>,
  ) =>
    beside(
      async () => {
        const run = await start(WORKFLOW_TYPES.run, { agent: 'measured' });
        await act?.(run);
        await run.result();
        return { run: await costOf(run), id: run.workflowId };
      },
      { ...ESCALATING, agents: { measured: { step } } },
    );
  const costOfDecided = async (id: string, name: string, message: object) => {
    const request = temporal.client.workflow.getHandle(id);
    await eventually(() => isIdle(request).catch(() => false));
    await request.signal(name, message);
    await request.result();
    return costOf(request);
  };
  const bare = () => costOfRun(({ step }) => ({ confidence: 1, done: step === 2 }));

  it('is 7 events and 2 actions for a step with its check', async () => {
    const [two, five] = [await bare(), await costOfRun(({ step }) => ({ confidence: 1, done: step === 5 }))];
    expect(minus(five.run, two.run)).toEqual({ events: 21, actions: 6 });
  });

  it('is at most 14 and 7 for an approval, its start among them, as one without a run; and 9 events in its parent', async () => {
    let child: Cost | undefined;
    const asking = await costOfRun(
      ({ step }) =>
        step === 1
          ? { confidence: 1, approvals: [{ key: 'a', action: 'pay', context: {} }] }
          : { confidence: 1, done: true },
      async ({ workflowId }) => {
        child = await costOfDecided(`${workflowId}-a`, 'decide', APPROVE);
      },
    );
    const alone = await beside(async () => {
      const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
      return costOfDecided(id, 'decide', APPROVE);
    });
    expect(child).toEqual(alone);
    expect(child).toEqual({ events: 13, actions: 6 });
    expect(minus(asking.run, (await bare()).run)).toEqual({ events: 9, actions: 1 });
  });

  it('is 9 events for an escalation in its parent, and what it costs without a run in the child', async () => {
    let child: Cost | undefined;
    const asking = await costOfRun(
      ({ step }) => ({ confidence: step === 1 ? 0.1 : 1, done: step === 2 }),
      async ({ workflowId }) => {
        child = await costOfDecided(`${workflowId}-escalation-1`, ...RESOLVE);
      },
    );
    expect(child).toEqual({ events: 13, actions: 6 });
    expect(minus(asking.run, (await bare()).run)).toEqual({ events: 9, actions: 1 });
  });
});

describe('what an escalation costs', () => {
  const input = { runId: 'run', level: 'human_review', reason: 'unsure', triggers: [] };
  const costs = (transport: 'signal' | 'update', messages: Message[], config = ESCALATING) =>
    beside(async () => {
      const escalation = await start(WORKFLOW_TYPES.escalation, input);
      for (const [name, message] of messages) {
        await settled(escalation);
        if (transport === 'signal') await escalation.signal(name, message);
        else await escalation.executeUpdate(name, { args: [message] });
      }
      await escalation.result();
      return costOf(escalation);
    }, config);
  const ACKNOWLEDGE = ['acknowledge', { acknowledgedBy: 'ana' }] as const;

  it('is 13 events and 6 actions, resolved by signal; 1 event more by update', async () => {
    expect(await costs('signal', [RESOLVE])).toEqual({ events: 13, actions: 6 });
    expect(await costs('update', [RESOLVE])).toEqual({ events: 14, actions: 6 });
  });

  it.each<[string, Message]>([
    ['acknowledged first', ACKNOWLEDGE],
    ['promoted first', ['promote', { promotedBy: 'ana' }]],
    ['raised by its run', ['raise', { level: 'manager', reason: 'worse' }]],
    ['reassigned first', ['reassign', { reassignedBy: 'ana', assignees: ['managers'] }]],
  ])('is 7 events and 3 actions more, %s', async (_, message) => {
    expect(await costs('signal', [message, RESOLVE])).toEqual({ events: 20, actions: 9 });
  });

  it('is 7 events and 2 actions more with a directory function', async () => {
    const directory = (team: string) => Promise.resolve(team === 'reviewers' ? ['ana'] : undefined);
    expect(await costs('signal', [RESOLVE], { ...ESCALATING, directory })).toEqual({
      events: 20,
      actions: 8,
    });
  });

  it('is 1 event and 1 action more if it is reassigned to somebody whom the ladder does not name', async () => {
    const reassign: Message = ['reassign', { reassignedBy: 'ana', assignees: ['zoe'] }];
    expect(await costs('signal', [reassign, RESOLVE])).toEqual({ events: 21, actions: 10 });
  });

  it.each<[string, Message]>([
    ['a refused attempt', ['acknowledge', { acknowledgedBy: 'mallory' }]],
    ['a further reason', ['raise', { level: 'human_review', reason: 'errors, too' }]],
  ])('is 4 events and 1 action more for %s', async (_, message) => {
    expect(await costs('signal', [message, RESOLVE])).toEqual({ events: 17, actions: 7 });
  });

  it('is 6 events and 2 actions for a promotion by the clock', async () => {
    const level = { assignees: ['ana'], acknowledgeWithin: '1s' as const };
    const unheard = (levels: ConfigInput['levels']) =>
      beside(
        async () => {
          const escalation = await start(WORKFLOW_TYPES.escalation, input);
          await escalation.result();
          return costOf(escalation);
        },
        { ...ESCALATING, levels },
      );
    const one = await unheard({ human_review: level });
    expect(minus(await unheard({ human_review: level, manager: level }), one)).toEqual({
      events: 6,
      actions: 2,
    });
  });
});
