import { randomUUID } from 'node:crypto';
import {
  type AgentRuns,
  EscalationNotFound,
  type EscalationManager,
  WaitTimeoutError,
} from '../../../client';
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

async function open(): Promise<{ runId: string; id: string }> {
  const runId = `run-${randomUUID().slice(0, 8)}`;
  const opened = await escalations.escalate(runId, { level: 'human_review', reason: 'I am lost' });
  if (opened.queued) throw new Error('no worker');
  return { runId, id: opened.escalationId };
}

const found = { resolution: 'looked at it' };

describe('with a worker', () => {
  test('acknowledge: by an assignee, by an outsider, twice, by another', () =>
    beside(async () => {
      const { id } = await open();
      expect(await escalations.acknowledge(id, { acknowledgedBy: 'mallory' })).toMatchObject({
        outcome: 'not_authorized',
        status: 'pending',
        id,
        level: 'human_review',
        message: expect.stringContaining('reviewers'),
      });
      expect(await escalations.acknowledge(id, { acknowledgedBy: 'ana', notes: 'mine' })).toMatchObject({
        outcome: 'accepted',
        status: 'acknowledged',
      });
      expect(await escalations.acknowledge(id, { acknowledgedBy: 'ana' })).toMatchObject({
        outcome: 'duplicate',
        decidedBy: 'ana',
      });
      expect(await escalations.acknowledge(id, { acknowledgedBy: 'bo' })).toMatchObject({
        outcome: 'superseded',
      });
      expect(await escalations.getEscalation(id)).toMatchObject({
        status: 'acknowledged',
        acknowledgedBy: 'ana',
        refusedCount: 3,
      });
    }));

  test('resolve: once; every later attempt gets a verdict from the result', () =>
    beside(async () => {
      const { id, runId } = await open();
      expect(
        await escalations.resolve(id, { action: 'continue', resolvedBy: 'mallory', ...found }),
      ).toMatchObject({ outcome: 'not_authorized', status: 'pending' });
      const resolved = { action: 'modify', resolvedBy: 'ana', modification: { limit: 5 }, ...found } as const;
      expect(await escalations.resolve(id, resolved)).toMatchObject({
        outcome: 'accepted',
        status: 'resolved',
      });
      const ended = await escalations.waitForResolution(id);
      expect(ended).toMatchObject({
        status: 'resolved',
        resolution: { action: 'modify', resolvedBy: 'ana', modification: { limit: 5 }, via: 'sdk' },
      });
      expect(await escalations.resolve(id, resolved)).toMatchObject({
        outcome: 'duplicate',
        decidedBy: 'ana',
      });
      expect(await escalations.resolve(id, { ...resolved, resolvedBy: 'bo' })).toMatchObject({
        outcome: 'superseded',
      });
      expect(await escalations.resolve(id, { action: 'abort', resolvedBy: 'bo', ...found })).toMatchObject({
        outcome: 'conflict',
        status: 'resolved',
        decidedBy: 'ana',
      });
      expect(await escalations.acknowledge(id, { acknowledgedBy: 'bo' })).toMatchObject({
        outcome: 'superseded',
      });
      expect(
        await escalations.resolve(id, { action: 'abort', resolvedBy: 'mallory', ...found }),
      ).toMatchObject({ outcome: 'not_authorized' });
      expect(await escalations.cancel(id, { cancelledBy: 'op' })).toMatchObject({ outcome: 'conflict' });
      expect(await runs.get(runId)).toMatchObject({ status: 'running' });
    }));

  test('malformed is invalid and is not sent', () =>
    beside(async () => {
      const { id } = await open();
      for (const [options, field] of [
        [{ action: 'modify', resolvedBy: 'ana', ...found }, 'modification'],
        [{ action: 'continue', resolvedBy: 'ana', modification: {}, ...found }, 'modification'],
        [{ action: 'modify', resolvedBy: 'ana', modification: () => 1, ...found }, 'modification'],
        [{ action: 'continue', resolvedBy: 'ana', resolution: ' ' }, 'resolution'],
        [{ action: 'perhaps', resolvedBy: 'ana', ...found }, 'action'],
        [{ action: 'continue', resolvedBy: '', ...found }, 'resolvedBy'],
      ] as [object, string][])
        expect(await escalations.resolve(id, options as never)).toMatchObject({
          outcome: 'invalid',
          status: 'pending',
          level: 'human_review',
          message: expect.stringMatching(`^Nothing was sent: ${field}`),
        });
      expect((await escalations.getEscalation(id)).refusedCount).toBe(0);
    }));

  test('promote moves it one level, and a double click does not move it twice', () =>
    beside(async () => {
      const { id } = await open();
      const [one, two] = await Promise.all([
        escalations.promote(id, { promotedBy: 'ana', reason: 'not for me' }),
        escalations.promote(id, { promotedBy: 'ana', reason: 'not for me' }),
      ]);
      expect([one.outcome, two.outcome].sort()).toEqual(['accepted', 'duplicate']);
      expect(one.level).toBe('manager');
      expect(
        await escalations.promote(id, { promotedBy: 'di', expectedLevel: 'human_review' }),
      ).toMatchObject({
        outcome: 'superseded',
      });
      expect(await escalations.promote(id, { promotedBy: 'di' })).toMatchObject({
        outcome: 'accepted',
        level: 'executive',
      });
      expect(await escalations.promote(id, { promotedBy: 'eve' })).toMatchObject({ outcome: 'invalid' });
    }));

  test('reassign: the new assignees may resolve, and the earlier ones still may', () =>
    beside(async () => {
      const { id } = await open();
      expect(await escalations.reassign(id, { reassignedBy: 'zoe', assignees: ['zoe'] })).toMatchObject({
        outcome: 'not_authorized',
      });
      expect(await escalations.reassign(id, { reassignedBy: 'ana', assignees: [] })).toMatchObject({
        outcome: 'invalid',
      });
      expect(await escalations.reassign(id, { reassignedBy: 'ana', assignees: ['zoe'] })).toMatchObject({
        outcome: 'accepted',
      });
      expect((await escalations.getEscalation(id)).assignees).toEqual(['zoe']);
      const verdict = await escalations.resolve(id, { action: 'continue', resolvedBy: 'zoe', ...found });
      expect(verdict).toMatchObject({ outcome: 'accepted' });
    }));

  test('cancel: by an operator, not by an assignee; a waiting client is told', () =>
    beside(async () => {
      const { id } = await open();
      const waiting = escalations.waitForResolution(id, { timeout: '30s' });
      expect(await escalations.cancel(id, { cancelledBy: 'ana' })).toMatchObject({
        outcome: 'not_authorized',
      });
      expect(await escalations.cancel(id, { cancelledBy: 'op', reason: 'moot' })).toMatchObject({
        outcome: 'accepted',
        status: 'cancelled',
      });
      expect(await waiting).toMatchObject({ status: 'cancelled', cancelled: { by: 'operator', name: 'op' } });
      expect(
        await escalations.resolve(id, { action: 'continue', resolvedBy: 'ana', ...found }),
      ).toMatchObject({ outcome: 'cancelled', status: 'cancelled' });
    }));

  test('a late attempt on an escalation whose run was cancelled gets the verdict cancelled', () =>
    beside(async () => {
      const { id, runId } = await open();
      await runs.cancel(runId, { cancelledBy: 'op' });
      expect(await runs.wait(runId)).toMatchObject({ status: 'cancelled' });
      expect(await escalations.waitForResolution(id)).toMatchObject({ status: 'cancelled' });
      expect(
        await escalations.resolve(id, { action: 'continue', resolvedBy: 'ana', ...found }),
      ).toMatchObject({ outcome: 'cancelled' });
    }));
});

describe('with no worker', () => {
  test('an attempt is queued and counts once; unknown fields are named', async () => {
    const { id, runId } = await beside(open);
    await eventually(
      async () => (await escalations.listEscalations({ assignee: 'ana', runId })).items.length === 1,
    );
    await temporal.stopWorker();
    const started = Date.now();
    const said = { action: 'abort', resolvedBy: 'ana', patience: '1500ms', ...found } as const;
    expect(await escalations.resolve(id, said)).toMatchObject({
      outcome: 'queued',
      status: 'pending',
      id,
      level: 'human_review',
    });
    expect(Date.now() - started).toBeLessThan(9_000);
    const view = await escalations.getEscalation(id);
    expect(view).toMatchObject({
      id,
      runId,
      kind: 'escalation',
      status: 'pending',
      level: 'human_review',
      reason: 'I am lost',
      assignees: expect.arrayContaining(['ana', 'bo', 'reviewers']),
      dueAt: expect.any(String),
    });
    expect(view.unknown).toEqual(expect.arrayContaining(['history', 'plan', 'refused']));
    expect(view.unknown).not.toContain('context');
    const record = await beside(() => escalations.waitForResolution(id));
    expect(record).toMatchObject({ status: 'resolved', resolution: { resolvedBy: 'ana' }, refusedCount: 0 });
  });

  test('the timeout of a wait changes nothing', async () => {
    const { id } = await beside(open);
    const waiting = escalations.waitForResolution(id, { timeout: '500ms' });
    await expect(waiting).rejects.toThrow(WaitTimeoutError);
    await expect(waiting).rejects.toThrow('the escalation is unchanged');
  });

  test('terminated in Temporal: cancelled by the operator, with the reason', async () => {
    const { id } = await beside(open);
    await temporal.client.workflow.getHandle(id).terminate('clean-up');
    expect(await escalations.waitForResolution(id)).toMatchObject({
      status: 'cancelled',
      reason: 'I am lost',
      cancelled: { by: 'operator', reason: 'terminated in Temporal: clean-up' },
    });
    expect(await escalations.resolve(id, { action: 'continue', resolvedBy: 'ana', ...found })).toMatchObject({
      outcome: 'cancelled',
      status: 'cancelled',
    });
  });
});

test('nothing is sent to an unknown id or to the id of a request', async () => {
  const { id } = await temporal.manager.requestApproval({ action: 'a', requesterId: 'u' });
  await expect(escalations.acknowledge('nobody', { acknowledgedBy: 'ana' })).rejects.toThrow(
    EscalationNotFound,
  );
  await expect(escalations.cancel(id, { cancelledBy: 'u' })).rejects.toThrow('hitlApproval');
  await expect(escalations.getEscalation(id)).rejects.toThrow(EscalationNotFound);
  await expect(escalations.waitForResolution(id)).rejects.toThrow(EscalationNotFound);
});
