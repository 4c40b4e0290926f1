import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import { LADDER, startRun } from '../../support/runs';
import { startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const under = (directory: ConfigInput['directory']): ConfigInput => ({
  ...LADDER,
  ...(directory && { directory }),
  operators: ['admins'],
});

describe('who cancels a run, where the directory is a function', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('is an operator, as the directory says', async () => {
    const asked: string[] = [];
    const directory = (team: string) => {
      asked.push(team);
      return team === 'admins' ? ['adam'] : undefined;
    };
    await withWorker(env, under(directory), async (queue) => {
      const run = await startRun(env, queue);
      expect(await run.cancel('mallory')).toMatchObject({ outcome: 'not_authorized' });
      expect(await run.cancel('adam')).toMatchObject({ outcome: 'accepted' });
      expect(asked).toEqual(['admins']);
      await run.ended();
    });
  });

  it('is asked once while it is down, whoever tries; and its requester needs no answer', async () => {
    let asked = 0;
    const directory = () => {
      asked++;
      throw new Error('the directory is down');
    };
    await withWorker(env, under(directory), async (queue) => {
      const run = await startRun(env, queue, { requesterId: 'user-1' });
      const tries = ['adam', 'mallory', 'eve'].map((name) => run.cancel(name));
      const waiting = Promise.all(tries);
      await env.sleep('1m');
      expect(await waiting).toMatchObject(tries.map(() => ({ outcome: 'not_authorized' })));
      // One lookup that is retried, not one for each of them.
      expect(asked).toBeLessThan(12);
      expect(await run.cancel('user-1')).toMatchObject({ outcome: 'accepted' });
      await run.ended();
    });
  });
});
