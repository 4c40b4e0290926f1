import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { EscalationRecord } from '../../../contract/escalation';
import { LADDER, startEscalation } from '../../support/runs';
import { startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const MINUTE = 60_000;
const happened = ({ history }: EscalationRecord) => history.map(({ what }) => what);
const spanOf = ({ startedAt, resolution }: EscalationRecord) =>
  Date.parse(resolution?.at ?? '') - Date.parse(startedAt);

describe('an escalation', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('is resolved by an assignee of its level, and its result is its record', () =>
    withWorker(env, LADDER, async (queue) => {
      const escalation = await startEscalation(env, queue);
      expect(await escalation.acknowledge('ana')).toMatchObject({
        outcome: 'accepted',
        status: 'acknowledged',
        level: 'human_review',
      });
      expect(await escalation.resolve('bo', 'modify', { modification: { limit: 3 } })).toMatchObject({
        outcome: 'accepted',
        status: 'resolved',
      });
      const record = await escalation.result();
      expect(record).toMatchObject({
        status: 'resolved',
        resolution: {
          action: 'modify',
          resolvedBy: 'bo',
          by: 'people',
          modification: { limit: 3 },
          transport: 'update',
        },
      });
      expect(happened(record)).toEqual(['opened', 'notified', 'acknowledged', 'resolved']);
    }));

  it('climbs level by level while nobody acknowledges, over levels without assignees, and then aborts', () =>
    withWorker(env, LADDER, async (queue) => {
      const record = await (await startEscalation(env, queue)).result();
      expect(happened(record)).toEqual([
        'opened',
        'notified',
        'skipped',
        'promoted',
        'notified',
        'promoted',
        'notified',
        'finally',
        'resolved',
      ]);
      expect(record.resolution).toMatchObject({ action: 'abort', by: 'system', resolvedBy: 'finally' });
      const late = spanOf(record) - (15 + 30 + 60) * MINUTE;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(MINUTE);
    }));

  it('climbs as often again as `repeat` says, and `finally` may continue', () =>
    withWorker(env, { ...LADDER, escalation: { repeat: 2, finally: 'continue' } }, async (queue) => {
      const record = await (await startEscalation(env, queue, { level: 'manager' })).result();
      expect(record.history.filter(({ what }) => what === 'repeated')).toMatchObject([
        { round: 1, level: 'manager' },
        { round: 2, level: 'manager' },
      ]);
      expect(record.history.filter(({ what }) => what === 'notified')).toHaveLength(6);
      expect(record.history.filter(({ what }) => what === 'finally')).toHaveLength(1);
      expect(record.resolution).toMatchObject({ action: 'continue', by: 'system' });
    }));

  it('waits without a clock after `finally: wait`, and may still be resolved', () =>
    withWorker(env, { ...LADDER, escalation: { finally: 'wait' } }, async (queue) => {
      const escalation = await startEscalation(env, queue, { level: 'executive' });
      await env.sleep('3 days');
      const waiting = await escalation.record();
      expect(waiting).toMatchObject({ status: 'pending', level: 'executive' });
      expect(waiting.dueAt).toBeUndefined();
      expect(await escalation.resolve('eve', 'abort')).toMatchObject({ outcome: 'accepted' });
      expect((await escalation.result()).resolution).toMatchObject({ action: 'abort', resolvedBy: 'eve' });
    }));

  it('is not promoted while it is acknowledged; an acknowledgement that lapses is asked again at the same level', () =>
    withWorker(env, LADDER, async (queue) => {
      const escalation = await startEscalation(env, queue);
      await escalation.acknowledge('ana');
      await env.sleep('3h');
      expect(await escalation.record()).toMatchObject({ status: 'acknowledged', level: 'human_review' });
      await env.sleep('61m');
      const lapsed = await escalation.record();
      expect(lapsed).toMatchObject({ status: 'pending', level: 'human_review' });
      expect(lapsed.acknowledgedBy).toBeUndefined();
      await env.sleep('15m');
      expect(await escalation.record()).toMatchObject({ status: 'pending', level: 'manager' });
      expect(await escalation.resolve('ana')).toMatchObject({ outcome: 'accepted' });
      await escalation.result();
    }));

  it('answers every attempt by the table', () =>
    withWorker(env, LADDER, async (queue) => {
      const escalation = await startEscalation(env, queue);
      expect(await escalation.acknowledge('mallory')).toMatchObject({ outcome: 'not_authorized' });
      expect(await escalation.resolve('mallory')).toMatchObject({ outcome: 'not_authorized' });
      await escalation.acknowledge('ana');
      expect(await escalation.acknowledge('ana')).toMatchObject({ outcome: 'duplicate', decidedBy: 'ana' });
      expect(await escalation.acknowledge('bo')).toMatchObject({ outcome: 'superseded', decidedBy: 'ana' });
      expect(await escalation.promote('ana')).toMatchObject({
        outcome: 'accepted',
        level: 'manager',
        status: 'pending',
      });
      expect(await escalation.promote('ana')).toMatchObject({ outcome: 'duplicate', level: 'manager' });
      expect(await escalation.promote('bo', { expectedLevel: 'human_review' })).toMatchObject({
        outcome: 'superseded',
      });
      expect(await escalation.reassign('di', ['zoe'])).toMatchObject({ outcome: 'accepted' });
      expect(await escalation.reassign('di', ['zoe'])).toMatchObject({ outcome: 'duplicate' });
      expect(await escalation.cancel('ana')).toMatchObject({ outcome: 'not_authorized' });
      const resolved = escalation.resolve('zoe');
      expect(await resolved).toMatchObject({ outcome: 'accepted', status: 'resolved' });
      const record = await escalation.result();
      expect(record.refused.map(({ attempt, by, outcome }) => [attempt, by, outcome])).toEqual([
        ['acknowledge', 'mallory', 'not_authorized'],
        ['resolve', 'mallory', 'not_authorized'],
        ['acknowledge', 'ana', 'duplicate'],
        ['acknowledge', 'bo', 'superseded'],
        ['promote', 'ana', 'duplicate'],
        ['promote', 'bo', 'superseded'],
        ['reassign', 'di', 'duplicate'],
        ['cancel', 'ana', 'not_authorized'],
      ]);
    }));

  it('is raised by its run to a higher level, and takes a further reason at the same', () =>
    withWorker(env, LADDER, async (queue) => {
      const escalation = await startEscalation(env, queue);
      await escalation.handle.signal('raise', { level: 'human_review', reason: 'errors, too' });
      await escalation.handle.signal('raise', { level: 'manager', reason: 'cost 200' });
      expect(await escalation.acknowledge('mallory')).toMatchObject({ outcome: 'not_authorized' });
      const record = await escalation.record();
      expect(record).toMatchObject({ level: 'manager', status: 'pending' });
      expect(happened(record)).toEqual(['opened', 'notified', 'added', 'raised', 'notified']);
      await escalation.resolve('ana');
    }));

  it('reminds its assignees while a clock runs', () =>
    withWorker(
      env,
      {
        ...LADDER,
        levels: { manager: { assignees: ['di'], acknowledgeWithin: '1h', remindEvery: '25m' } },
      },
      async (queue) => {
        const record = await (await startEscalation(env, queue)).result();
        expect(happened(record)).toEqual([
          'opened',
          'skipped',
          'skipped',
          'notified',
          'reminded',
          'reminded',
          'finally',
          'resolved',
        ]);
      },
    ));

  it('is asked of the highest level below when none above has assignees', () =>
    withWorker(env, LADDER, async (queue) => {
      const escalation = await startEscalation(env, queue, { level: 'emergency' });
      expect(await escalation.acknowledge('eve')).toMatchObject({ outcome: 'accepted' });
      expect(await escalation.record()).toMatchObject({ level: 'executive', startLevel: 'executive' });
      expect(await escalation.resolve('ana')).toMatchObject({ outcome: 'not_authorized' });
      await escalation.resolve('eve');
    }));

  it('is ended by its run and by operators alone, and says so to whoever comes late', () =>
    withWorker(env, LADDER, async (queue) => {
      const escalation = await startEscalation(env, queue);
      expect(await escalation.cancel('op')).toMatchObject({ outcome: 'accepted', status: 'cancelled' });
      expect(await escalation.result()).toMatchObject({
        status: 'cancelled',
        cancelled: { by: 'operator', name: 'op' },
      });
    }));

  it('lives on after junk by either transport, and records it', () =>
    withWorker(env, LADDER, async (queue) => {
      const escalation = await startEscalation(env, queue);
      for (const name of ['acknowledge', 'resolve', 'promote', 'reassign', 'cancel', 'raise'])
        for (const junk of [null, 1, 'x', [], {}, { resolvedBy: 1 }, { acknowledgedBy: 'ana', more: 1 }])
          await escalation.handle.signal(name, junk);
      for (const name of ['acknowledge', 'resolve', 'promote', 'reassign', 'cancel'])
        await expect(escalation.update(name, { nobody: 1 })).rejects.toMatchObject({
          cause: { type: 'invalid' },
        });
      expect(await escalation.resolve('ana')).toMatchObject({ outcome: 'accepted' });
      const { refused } = await escalation.result();
      expect(refused).toHaveLength(42);
      expect(new Set(refused.map(({ attempt }) => attempt))).toEqual(new Set(['unreadable']));
    }));
});
