import { randomUUID } from 'node:crypto';
import { type AgentRuns, type EscalationManager, InvalidInput, RunEnded } from '../../../client';
import { ESCALATING, managersOn } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let escalations: EscalationManager;
let runs: AgentRuns;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  ({ escalations, runs } = managersOn(temporal));
});
afterAll(() => temporal?.stop());

const beside = <T>(story: () => Promise<T>) => temporal.withWorker(story, ESCALATING);
const newRun = () => `run-${randomUUID().slice(0, 8)}`;

test('starts the run, opens an escalation, adds a reason to it and raises it', () =>
  beside(async () => {
    const id = newRun();
    const opened = await escalations.escalate(id, {
      level: 'human_review',
      reason: 'I am lost',
      escalatedBy: 'agent',
      context: { step: 3 },
    });
    expect(opened).toEqual({
      queued: false,
      runId: id,
      escalationId: expect.any(String),
      opened: true,
      level: 'human_review',
    });
    if (opened.queued) throw new Error('queued');
    const { escalationId } = opened;
    expect(await escalations.getEscalation(escalationId)).toMatchObject({
      id: escalationId,
      runId: id,
      reason: 'I am lost',
      escalatedBy: 'agent',
      context: { step: 3 },
      assignees: ['reviewers'],
    });
    const raised = await escalations.escalate(id, { level: 'supervisor', reason: 'worse' });
    expect(raised).toMatchObject({ escalationId, opened: false });
    await eventually(async () => (await escalations.getEscalation(escalationId)).level === 'manager');
    const lower = await escalations.escalate(id, { level: 'human_review', reason: 'also this' });
    expect(lower).toMatchObject({ escalationId, opened: false, level: 'manager' });
  }));

test('without a worker it is queued, and opened once when a worker is back', async () => {
  await temporal.stopWorker();
  const id = newRun();
  const started = Date.now();
  const options = { level: 'manager', reason: 'stuck', patience: '1500ms' } as const;
  expect(await escalations.escalate(id, options)).toEqual({ queued: true, runId: id, level: 'manager' });
  expect(Date.now() - started).toBeLessThan(9_000);
  await beside(async () => {
    await eventually(async () => (await escalations.getHistory(id)).length === 1);
    expect(await escalations.getHistory(id)).toMatchObject([{ reason: 'stuck', level: 'manager' }]);
  });
});

test('a worker that comes back in time answers, and one escalation is opened', async () => {
  const id = newRun();
  const pending = escalations.escalate(id, { level: 'manager', reason: 'stuck', patience: '30s' });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await beside(async () => {
    expect(await pending).toMatchObject({ queued: false, runId: id, level: 'manager' });
    expect(await escalations.getHistory(id)).toHaveLength(1);
    const [{ id: escalationId = '' } = {}] = await escalations.getHistory(id);
    const { history } = await escalations.getEscalation(escalationId);
    expect(history.filter(({ what }) => what === 'added')).toEqual([]);
  });
});

test('an ended run and malformed options are refused', () =>
  beside(async () => {
    const id = newRun();
    await escalations.checkEscalation(id, {});
    await runs.cancel(id, { cancelledBy: 'op' });
    await runs.wait(id);
    await expect(escalations.escalate(id, { level: 'manager', reason: 'r' })).rejects.toThrow(RunEnded);
    for (const options of [
      { level: 'boss', reason: 'r' },
      { level: 'manager', reason: ' ' },
      { level: 'manager', reason: 'r', context: { f: () => 1 } },
    ])
      await expect(escalations.escalate(newRun(), options as never)).rejects.toThrow(InvalidInput);
  }));
