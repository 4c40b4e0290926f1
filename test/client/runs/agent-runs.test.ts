import { randomUUID } from 'node:crypto';
import { type AgentRuns, InvalidInput, RunIdTaken, RunNotFound, WaitTimeoutError } from '../../../client';
import { ESCALATING, managersOn } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
let runs: AgentRuns;
const attach = (id: string) => managersOn(temporal).escalations.checkEscalation(id, {});
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  ({ runs } = managersOn(temporal));
});
afterAll(() => temporal?.stop());

const beside = <T>(story: () => Promise<T>) => temporal.withWorker(story, ESCALATING);
const newRun = () => `run-${randomUUID().slice(0, 8)}`;

describe('start', () => {
  test('needs no worker, and makes a readable id', async () => {
    await temporal.stopWorker();
    const started = await runs.start({ agent: 'echo', input: { n: 1 }, requesterId: 'user-1' });
    expect(started).toEqual({ id: started.id, agent: 'echo', status: 'running', created: true });
    expect(started.id).toMatch(/^run-echo-[0-9a-z]{12}$/);
    const described = await temporal.client.workflow.getHandle(started.id).describe();
    expect(described.type).toBe('hitlAgentRun');
    expect(described.memo).toMatchObject({ agent: 'echo', requesterId: 'user-1' });
    expect(described.searchAttributes).toMatchObject({
      HitlKind: ['run'],
      HitlStatus: ['running'],
      HitlAction: ['echo'],
      HitlRunId: [started.id],
      HitlRequester: ['user-1'],
    });
    expect(await described.staticSummary()).toBe('echo, for user-1');
    expect(await runs.get(started.id)).toMatchObject({
      kind: 'run',
      form: 'hosted',
      status: 'running',
      agent: 'echo',
      input: { n: 1 },
      requesterId: 'user-1',
      unknown: expect.arrayContaining(['totals', 'escalations']),
    });
  });

  test('the same id again returns the same run, also after its end; other content is refused', async () => {
    const id = newRun();
    const same = { agent: 'echo', input: { a: 1, b: [2] }, id };
    const all = await Promise.all(Array.from({ length: 5 }, () => runs.start(same)));
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    const run = await beside(() => runs.wait(id));
    expect(run).toMatchObject({ status: 'completed', output: { a: 1, b: [2] } });
    expect(run.unknown).toBeUndefined();
    const again = await runs.start({ ...same, input: { b: [2], a: 1 } });
    expect(again).toEqual({ id, agent: 'echo', status: 'completed', created: false });
    for (const other of [{ agent: 'stuck' }, { input: {} }, { requesterId: 'someone' }])
      await expect(runs.start({ ...same, ...other })).rejects.toThrow(RunIdTaken);
  });

  test('the id of an attached run or of another workflow is refused', async () => {
    const id = newRun();
    await beside(() => attach(id));
    await expect(runs.start({ agent: 'echo', id })).rejects.toThrow('an attached run has this id');
    const request = await temporal.manager.requestApproval({ action: 'a', requesterId: 'u' });
    await expect(runs.start({ agent: 'echo', id: request.id })).rejects.toThrow(RunIdTaken);
  });

  test.each([
    ['agent', { agent: '' }],
    ['input.f', { agent: 'echo', input: { f: () => 1 } }],
    ['input: is larger', { agent: 'echo', input: 'x'.repeat(300_000) }],
    ['id', { agent: 'echo', id: ' ' }],
    ['requesterId', { agent: 'echo', requesterId: '' }],
  ])('malformed: %s', async (field, options) => {
    await expect(runs.start(options)).rejects.toThrow(InvalidInput);
    await expect(runs.start(options)).rejects.toThrow(field);
  });

  test('a run of an agent that the config lacks ends as failed, with the reason', () =>
    beside(async () => {
      const { id } = await runs.start({ agent: 'nobody' });
      const run = await runs.wait(id);
      expect(run).toMatchObject({ status: 'failed', end: { by: 'system' } });
      expect(run.end?.reason).toContain('nobody');
    }));

  test('a run whose step fails ends as failed', () =>
    beside(async () => {
      const { id } = await runs.start({ agent: 'broken' });
      expect(await runs.wait(id)).toMatchObject({ status: 'failed' });
    }));
});

describe('finish and cancel', () => {
  test('an attached run: accepted, then duplicate and conflict from its result', () =>
    beside(async () => {
      const id = newRun();
      await attach(id);
      const waiting = runs.wait(id);
      expect(await runs.finish(id, { output: { total: 3 } })).toMatchObject({
        outcome: 'accepted',
        status: 'completed',
        id,
      });
      expect(await waiting).toMatchObject({ status: 'completed', output: { total: 3 } });
      expect(await runs.finish(id)).toMatchObject({ outcome: 'duplicate' });
      expect(await runs.cancel(id, { cancelledBy: 'op' })).toMatchObject({
        outcome: 'conflict',
        status: 'completed',
      });
    }));

  test('a hosted run: it finishes itself, and is cancelled', () =>
    beside(async () => {
      const { id } = await runs.start({ agent: 'stuck', requesterId: 'user-1' });
      await eventually(async () => (await runs.get(id)).plan !== undefined);
      expect(await runs.finish(id)).toMatchObject({ outcome: 'invalid', status: 'running' });
      expect(await runs.cancel(id, { cancelledBy: 'user-1', reason: 'enough' })).toMatchObject({
        outcome: 'accepted',
        status: 'cancelled',
      });
      expect(await runs.wait(id)).toMatchObject({
        status: 'cancelled',
        end: { by: 'people', name: 'user-1', reason: 'enough' },
      });
      expect(await runs.cancel(id, { cancelledBy: 'user-1' })).toMatchObject({ outcome: 'duplicate' });
    }));

  test('a malformed message is invalid and is not sent', () =>
    beside(async () => {
      const id = newRun();
      await attach(id);
      expect(await runs.cancel(id, { cancelledBy: '' })).toMatchObject({
        outcome: 'invalid',
        status: 'running',
      });
      expect(await runs.finish(id, { output: 'x'.repeat(300_000) })).toMatchObject({
        outcome: 'invalid',
        message: expect.stringContaining('output: is larger than 256 KB'),
      });
      expect(await runs.finish(id, { output: () => 1 })).toMatchObject({
        outcome: 'invalid',
        message: expect.stringContaining('output'),
      });
    }));

  test('without a worker it is queued, and counts when a worker is back', async () => {
    await temporal.stopWorker();
    const { id } = await runs.start({ agent: 'stuck', requesterId: 'user-1' });
    const verdict = await runs.cancel(id, { cancelledBy: 'user-1', patience: '1500ms' });
    expect(verdict).toMatchObject({ outcome: 'queued', status: 'running', id });
    expect(await beside(() => runs.wait(id))).toMatchObject({ status: 'cancelled', end: { name: 'user-1' } });
  });

  test('a worker that comes back in time gives the verdict', async () => {
    const { id } = await runs.start({ agent: 'stuck', requesterId: 'user-1' });
    const pending = runs.cancel(id, { cancelledBy: 'user-1', patience: '30s' });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await beside(async () => {
      expect(await pending).toMatchObject({ outcome: 'accepted', status: 'cancelled' });
    });
  });
});

describe('a run that was ended in Temporal', () => {
  test('terminated: cancelled by people, with the reason', async () => {
    const { id } = await runs.start({ agent: 'stuck' });
    await temporal.client.workflow.getHandle(id).terminate('clean-up');
    expect(await runs.wait(id)).toMatchObject({
      status: 'cancelled',
      agent: 'stuck',
      end: { by: 'people', reason: 'terminated in Temporal: clean-up' },
    });
    expect(await runs.finish(id)).toMatchObject({ outcome: 'cancelled' });
    await eventually(async () =>
      (await runs.list({ status: 'cancelled' })).items.some((item) => item.id === id),
    );
  });

  test('timed out: failed', async () => {
    const id = newRun();
    await temporal.client.workflow.start('hitlAgentRun', {
      workflowId: id,
      taskQueue: temporal.taskQueue,
      args: [{}],
      workflowExecutionTimeout: '1s',
    });
    expect(await runs.wait(id)).toMatchObject({ status: 'failed', end: { by: 'system' } });
    await eventually(async () =>
      (await runs.list({ status: 'failed' })).items.some((item) => item.id === id),
    );
  });
});

test('list and count by status, agent and requester', () =>
  beside(async () => {
    const requesterId = newRun();
    const { id } = await runs.start({ agent: 'echo', requesterId });
    await runs.wait(id);
    const other = await runs.start({ agent: 'stuck', requesterId });
    await eventually(async () => (await runs.count({ requesterId })) === 2);
    expect((await runs.list({ requesterId, agent: 'echo' })).items).toEqual([
      {
        id,
        kind: 'run',
        status: 'completed',
        form: 'hosted',
        agent: 'echo',
        requesterId,
        startedAt: expect.any(String),
        closedAt: expect.any(String),
      },
    ]);
    expect((await runs.list({ requesterId, status: 'running' })).items).toMatchObject([{ id: other.id }]);
    const idsOf = async (options: object) => (await runs.list(options)).items.map((item) => item.id);
    expect(await idsOf({ requesterId, order: 'age' })).toEqual([id, other.id]);
    expect(await idsOf({ requesterId })).toEqual([other.id, id]);
    expect(await idsOf({ requesterId: `${requesterId}*`, agent: 'ec*' })).toEqual([id]);
    expect(await idsOf({ concerning: { requesterId: `${requesterId.slice(0, -1)}*` } })).toEqual([]);
    expect(await idsOf({ concerning: { requesterId } })).toHaveLength(2);
    await expect(runs.list({ status: 'done' as never })).rejects.toThrow('status');
    await expect(runs.list({ order: 'level' as never })).rejects.toThrow('order');
    await runs.cancel(other.id, { cancelledBy: 'op' });
  }));

test('the timeout of a wait changes nothing, and an unknown id is RunNotFound', async () => {
  const { id } = await runs.start({ agent: 'stuck' });
  await expect(runs.wait(id, { timeout: '300ms' })).rejects.toThrow(WaitTimeoutError);
  await expect(runs.wait(id, { timeout: '300ms' })).rejects.toThrow('the agent run is unchanged');
  for (const verb of ['get', 'wait', 'finish'] as const)
    await expect(runs[verb]('nobody')).rejects.toThrow(RunNotFound);
});
