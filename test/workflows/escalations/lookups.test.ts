import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import type { EscalationRecord } from '../../../contract/escalation';
import { LADDER, startEscalation } from '../../support/runs';
import { eventually } from '../../support/temporal';
import { startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const TEAMS: Record<string, string[]> = {
  reviewers: ['ana', 'bo'],
  managers: ['di'],
  others: ['yan'],
};

/** The ladder with a directory that is a function; and the names it fails about now, all if `*` is among them. */
function directory(...failing: string[]) {
  const down = new Set(failing);
  const config: ConfigInput = {
    ...LADDER,
    directory: (team) => {
      if (down.has(team) || down.has('*')) throw new Error('503');
      return Promise.resolve(team === 'empty' ? [] : TEAMS[team]);
    },
  };
  return { down, config };
}

const happened = ({ history }: EscalationRecord) => history.map(({ what }) => what);

describe('an escalation with a directory function', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('asks it once if it answers, and members of its teams may act', () =>
    withWorker(env, directory().config, async (queue) => {
      const escalation = await startEscalation(env, queue);
      expect(await escalation.acknowledge('mallory')).toMatchObject({ outcome: 'not_authorized' });
      expect(await escalation.acknowledge('ana')).toMatchObject({ outcome: 'accepted' });
      expect(await escalation.resolve('di')).toMatchObject({ outcome: 'accepted' });
      const record = await escalation.result();
      expect(record.plan).toMatchObject({
        unresolved: [],
        teams: { reviewers: ['ana', 'bo'], managers: ['di'] },
      });
      const { events = [] } = await escalation.handle.fetchHistory();
      expect(events?.filter((event) => event.activityTaskScheduledEventAttributes)).toHaveLength(1);
    }));

  it('is acknowledged, promoted and cancelled although the lookup of one team fails', () =>
    withWorker(env, directory('managers').config, async (queue) => {
      const escalation = await startEscalation(env, queue);
      expect(await escalation.acknowledge('ana')).toMatchObject({ outcome: 'accepted' });
      expect((await escalation.record()).plan?.unresolved).toEqual(['managers']);
      expect(await escalation.promote('ana')).toMatchObject({ outcome: 'accepted', level: 'manager' });
      await env.sleep('31m');
      expect(await escalation.record()).toMatchObject({ level: 'executive', status: 'pending' });
      expect(await escalation.cancel('op')).toMatchObject({ outcome: 'accepted' });
      expect(happened(await escalation.result())).toEqual([
        'opened',
        'notified',
        'acknowledged',
        'skipped',
        'promoted',
        'notified',
        'promoted',
        'notified',
        'cancelled',
      ]);
    }));

  it('is promoted to its end while the directory is down, unless an attempt waits for the directory', () =>
    withWorker(env, directory('*').config, async (queue) => {
      const { resolution } = await (await startEscalation(env, queue)).result();
      expect(resolution).toMatchObject({ action: 'abort', by: 'system' });
    }));

  it('may be resolved by people named directly and cancelled by its run while the directory is down', () =>
    withWorker(env, directory('*').config, async (queue) => {
      const one = await startEscalation(env, queue);
      expect(await one.resolve('eve')).toMatchObject({ outcome: 'accepted' });
      const other = await startEscalation(env, queue);
      expect(await other.cancel('run-1')).toMatchObject({ outcome: 'accepted', status: 'cancelled' });
    }));

  it('judges waiting attempts when the directory is back: a resolution in time is not lost to the end of the ladder', async () => {
    const { down, config } = directory('*');
    await withWorker(env, config, async (queue) => {
      const escalation = await startEscalation(env, queue);
      const resolution = { action: 'continue', resolution: 'looked at it' };
      await escalation.handle.signal('resolve', { resolvedBy: 'mallory', ...resolution });
      await escalation.handle.signal('resolve', { resolvedBy: 'ana', ...resolution });
      await env.sleep('5h');
      const waiting = await escalation.record();
      expect(waiting).toMatchObject({ status: 'pending', level: 'executive', refusedCount: 0 });
      down.clear();
      await env.sleep('5m');
      expect(await escalation.result()).toMatchObject({
        resolution: { action: 'continue', resolvedBy: 'ana' },
        refused: [{ by: 'mallory', outcome: 'not_authorized' }],
      });
    });
  });

  it('is found by the members of its teams when they are known', () =>
    withWorker(env, directory('managers').config, async (queue) => {
      const escalation = await startEscalation(env, queue);
      await eventually(async () => {
        const { typedSearchAttributes } = await escalation.handle.describe();
        const [approvers] = typedSearchAttributes.getAll().filter(({ key }) => key.name === 'HitlApprovers');
        return String(approvers?.value).includes('ana');
      });
      await escalation.cancel('op');
    }));
});

describe('an escalation assigned to a team outside its ladder', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it.each<[string, ConfigInput]>([
    ['in the config', { ...LADDER, directory: TEAMS }],
    ['behind a function', directory().config],
  ])('notifies the members of that team, with a directory %s', (_, config) =>
    withWorker(env, config, async (queue) => {
      const escalation = await startEscalation(env, queue);
      expect(await escalation.reassign('ana', ['others'])).toMatchObject({ outcome: 'accepted' });
      expect(await escalation.acknowledge('others')).toMatchObject({ outcome: 'not_authorized' });
      expect(await escalation.acknowledge('yan')).toMatchObject({ outcome: 'accepted' });
      expect(await escalation.reassign('yan', ['zoe'])).toMatchObject({ outcome: 'accepted' });
      expect(await escalation.resolve('zoe')).toMatchObject({ outcome: 'accepted' });
      expect((await escalation.result()).plan?.teams).toMatchObject({ others: ['yan'] });
    }),
  );

  it('refuses a team without members', () =>
    withWorker(env, directory().config, async (queue) => {
      const escalation = await startEscalation(env, queue);
      expect(await escalation.reassign('ana', ['empty'])).toMatchObject({ outcome: 'invalid' });
      await escalation.cancel('op');
    }));

  it('judges the assignment before later attempts', () =>
    withWorker(env, directory().config, async (queue) => {
      const escalation = await startEscalation(env, queue);
      await escalation.handle.signal('reassign', { reassignedBy: 'ana', assignees: ['others'] });
      expect(await escalation.acknowledge('yan')).toMatchObject({ outcome: 'accepted' });
      await escalation.cancel('op');
    }));

  it('refuses after a minute if the directory does not answer; other attempts are judged in the meantime', () =>
    withWorker(env, directory('others').config, async (queue) => {
      const escalation = await startEscalation(env, queue);
      const waiting = escalation.reassign('ana', ['others']);
      expect(await escalation.acknowledge('bo')).toMatchObject({ outcome: 'accepted' });
      await env.sleep('2m');
      expect(await waiting).toMatchObject({
        outcome: 'invalid',
        message: expect.stringContaining('did not answer about others'),
      });
      expect(await escalation.record()).toMatchObject({ status: 'acknowledged', assignees: ['reviewers'] });
      await escalation.cancel('op');
    }));

  it('judges it once the directory is back within that minute', async () => {
    const { down, config } = directory('others');
    await withWorker(env, config, async (queue) => {
      const escalation = await startEscalation(env, queue);
      const waiting = escalation.reassign('ana', ['others']);
      await env.sleep('5s');
      down.clear();
      await env.sleep('30s');
      expect(await waiting).toMatchObject({ outcome: 'accepted' });
      await escalation.cancel('op');
    });
  });
});
