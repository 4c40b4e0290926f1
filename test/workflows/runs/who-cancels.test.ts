import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import { LADDER, startRun } from '../../support/runs';
import { startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const under = (directory: ConfigInput['directory']): ConfigInput => ({
  ...LADDER,
  ...(directory && { directory }),
  operators: ['admins'],
});

describe('who may cancel a run with a directory function', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('an operator from the directory may', async () => {
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

  it('the directory is asked once while it is down; the requester needs no answer', async () => {
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
      // There is one lookup with retries, not one for each attempt.
      expect(asked).toBeLessThan(12);
      expect(await run.cancel('user-1')).toMatchObject({ outcome: 'accepted' });
      await run.ended();
    });
  });
});
