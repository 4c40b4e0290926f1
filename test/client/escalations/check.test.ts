import { randomUUID } from 'node:crypto';
import {
  type AgentRuns,
  EscalationManager,
  InvalidInput,
  NoWorkerError,
  RunBusy,
  RunEnded,
  RunIdTaken,
  SearchAttributesMissing,
} from '../../../client';
import { ESCALATING, managersOn } from '../../support/escalating';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

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

async function startsOf(id: string): Promise<number> {
  return (await temporal.client.workflow.count(`WorkflowId = '${id}'`)).count;
}

describe('with a worker', () => {
  test('the first report starts the run and gets an answer; no escalation is opened', () =>
    beside(async () => {
      const id = newRun();
      expect(await escalations.checkEscalation(id, { confidence: 0.9, cost: 1 })).toEqual({
        shouldEscalate: false,
        triggers: [],
        suppressed: [],
        problems: [],
      });
      const fired = await escalations.checkEscalation(id, { confidence: 0.3, cost: 100 });
      expect(fired).toMatchObject({
        shouldEscalate: true,
        level: 'manager',
        reason: expect.stringMatching(/unsure.*dear|dear.*unsure/),
      });
      expect(fired.triggers.map(({ name }) => name).sort()).toEqual(['dear', 'unsure']);
      expect(fired.escalationId).toBeUndefined();
      expect(await escalations.getHistory(id)).toEqual([]);
      const run = await runs.get(id);
      expect(run).toMatchObject({ id, form: 'attached', status: 'running', totals: { reports: 2 } });
      const described = await temporal.client.workflow.getHandle(id).describe();
      expect(described.searchAttributes).toMatchObject({ HitlKind: ['run'], HitlRunId: [id] });
    }));

  test('two clients at once start one run, and each report counts', () =>
    beside(async () => {
      const id = newRun();
      const other = await EscalationManager.connect({
        address: temporal.address,
        namespace: temporal.namespace,
        taskQueue: temporal.taskQueue,
      });
      const reports = [escalations, other, escalations, other].map((manager) =>
        manager.checkEscalation(id, { confidence: 0.9 }, { requesterId: 'user-1' }),
      );
      expect(await Promise.all(reports)).toHaveLength(4);
      expect(await runs.get(id)).toMatchObject({ requesterId: 'user-1', totals: { reports: 4 } });
      expect(await startsOf(id)).toBe(1);
      await other.close();
    }));

  test('escalates in the same call, and adds to the open one', () =>
    beside(async () => {
      const id = newRun();
      const first = await escalations.checkEscalation(id, { confidence: 0.3 }, { escalate: true });
      expect(first).toMatchObject({ shouldEscalate: true, escalationId: expect.any(String) });
      const again = await escalations.checkEscalation(id, { confidence: 0.2 }, { escalate: true });
      expect(again.escalationId).toBe(first.escalationId);
      const fine = await escalations.checkEscalation(id, { confidence: 0.9 }, { escalate: true });
      expect(fine.escalationId).toBeUndefined();
      expect(await escalations.getHistory(id)).toHaveLength(1);
    }));

  test('the same reportId counts once', () =>
    beside(async () => {
      const id = newRun();
      const options = { reportId: 'r-1', escalate: true };
      const first = await escalations.checkEscalation(id, { confidence: 0.3 }, options);
      expect(await escalations.checkEscalation(id, { confidence: 0.3 }, options)).toEqual(first);
      expect((await runs.get(id)).totals.reports).toBe(1);
    }));

  test('a report to an ended run says how the run ended', () =>
    beside(async () => {
      const id = newRun();
      await escalations.checkEscalation(id, {});
      await runs.finish(id);
      await runs.wait(id);
      const late = escalations.checkEscalation(id, {});
      await expect(late).rejects.toThrow(RunEnded);
      await expect(late).rejects.toThrow(`${id}: completed by agent`);
    }));

  test('accepts 200 KB of context, and refuses more than 256 KB', () =>
    beside(async () => {
      const text = 'x'.repeat(200 * 1024);
      expect(await escalations.checkEscalation(newRun(), { text })).toMatchObject({ shouldEscalate: false });
      const tooMuch = escalations.checkEscalation(newRun(), { text: text + text });
      await expect(tooMuch).rejects.toThrow('context: is larger than 256 KB');
    }));
});

test('a malformed report is refused before anything is started', async () => {
  const id = newRun();
  for (const [context, options] of [
    [{ f: () => 1 }, {}],
    [{ confidence: NaN }, {}],
    [{ cost: 1e300 }, {}],
    [[1], {}],
    [{}, { reportId: '' }],
    [{}, { patience: 5 }],
    [{}, { requesterId: ' x' }],
  ] as [object, object][])
    await expect(escalations.checkEscalation(id, context, options)).rejects.toThrow(InvalidInput);
  await expect(escalations.checkEscalation('', {})).rejects.toThrow(InvalidInput);
  expect(await startsOf(id)).toBe(0);
});

test('without a worker: NoWorkerError in time, and the run exists when a worker is back', async () => {
  await temporal.stopWorker();
  const id = newRun();
  const started = Date.now();
  const asked = escalations.checkEscalation(id, { confidence: 0.3 }, { patience: '1s' });
  await expect(asked).rejects.toThrow(NoWorkerError);
  await expect(asked).rejects.toThrow(`${id}: no worker answered within 1 s`);
  expect(Date.now() - started).toBeLessThan(9_000);
  expect(await runs.get(id)).toMatchObject({ id, status: 'running', form: 'attached' });
});

test('nothing is sent to the id of a workflow that is not a run', async () => {
  const { id } = await temporal.manager.requestApproval({ action: 'a', requesterId: 'u' });
  await expect(escalations.checkEscalation(id, {})).rejects.toThrow(RunIdTaken);
  await expect(escalations.escalate(id, { level: 'manager', reason: 'r' })).rejects.toThrow('hitlApproval');
  const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
  expect(events).toHaveLength(2);
});

test('RunBusy passes through', () =>
  beside(async () => {
    const id = newRun();
    await escalations.checkEscalation(id, { confidence: 0.3 }, { escalate: true });
    const handle = temporal.client.workflow.getHandle(id);
    for (let sent = 0; sent < 1_500; sent += 50)
      await Promise.all(Array.from({ length: 50 }, () => handle.signal('escalate', 'nonsense')));
    await expect(escalations.checkEscalation(id, {}, { patience: '20s' })).rejects.toThrow(RunBusy);
  }));

test('a server without the search attributes: the error says how to create them', async () => {
  const bare = await startTemporal({ searchAttributes: false });
  const manager = new EscalationManager(bare.client, { taskQueue: 'q' });
  try {
    await expect(manager.checkEscalation('run', {})).rejects.toThrow(SearchAttributesMissing);
    const escalating = manager.escalate('run', { level: 'manager', reason: 'r' });
    await expect(escalating).rejects.toThrow(SearchAttributesMissing);
  } finally {
    await bare.stop();
  }
});
