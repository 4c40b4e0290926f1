import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

/** A directory function over teams that a test changes, or switches off. */
function directoryOf(teams: Record<string, string[]>) {
  const state = { teams, isDown: false, asked: 0 };
  const directory = (name: string) => {
    state.asked++;
    return state.isDown ? Promise.reject(new Error('directory is down')) : Promise.resolve(state.teams[name]);
  };
  const config = (quorum: number): ConfigInput => ({
    directory,
    policies: [{ name: 'team_decides', approvers: ['finance-team'], quorum, expireAfter: '10m' }],
  });
  return { state, config };
}

describe('a directory that is a function', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('no longer counts who left the team before the quorum was met', async () => {
    const { state, config } = directoryOf({ 'finance-team': ['ana', 'bo', 'cy'] });
    await withWorker(env, config(2), async (queue) => {
      const request = await startApproval(env, queue);
      await request.update({ decidedBy: 'ana' });
      state.teams['finance-team'] = ['bo', 'cy'];
      expect(await request.update({ decidedBy: 'bo' })).toMatchObject({
        outcome: 'accepted',
        status: 'pending',
      });
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({ outcome: 'not_authorized' });
      expect(await request.update({ decidedBy: 'cy' })).toMatchObject({ status: 'approved' });
      expect((await request.result()).decisions).toMatchObject([
        { decidedBy: 'ana', void: expect.stringContaining('no longer') as string },
        { decidedBy: 'bo' },
        { decidedBy: 'cy' },
      ]);
    });
  });

  it('refuses who left the team, although the plan named them', async () => {
    const { state, config } = directoryOf({ 'finance-team': ['ana', 'bo'] });
    await withWorker(env, config(1), async (queue) => {
      const request = await startApproval(env, queue);
      await request.record();
      await env.sleep('1s');
      state.teams['finance-team'] = ['bo'];
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({ outcome: 'not_authorized' });
      expect(await request.update({ decidedBy: 'bo' })).toMatchObject({ status: 'approved' });
    });
  });

  it('counts nobody of a team that is none any more', async () => {
    const { state, config } = directoryOf({ 'finance-team': ['ana', 'bo'] });
    await withWorker(env, config(1), async (queue) => {
      const request = await startApproval(env, queue);
      await request.update({ decidedBy: 'mallory' });
      delete state.teams['finance-team'];
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({ outcome: 'not_authorized' });
      await request.cancel('agent-1');
    });
  });

  it('is asked again until it answers, while decisions wait for it', async () => {
    const { state, config } = directoryOf({ 'finance-team': ['ana', 'bo'] });
    state.isDown = true;
    await withWorker(env, config(1), async (queue) => {
      const request = await startApproval(env, queue);
      await request.signal({ decidedBy: 'mallory' });
      await request.signal({ decidedBy: 'ana' });
      await env.sleep('5m');
      state.isDown = false;
      expect(await request.result()).toMatchObject({
        status: 'approved',
        refused: [{ by: 'mallory', outcome: 'not_authorized' }],
        decisions: [{ decidedBy: 'ana' }],
      });
    });
  });

  it('loses no decision that came in time, though it answers after the deadline', async () => {
    const { state, config } = directoryOf({ 'finance-team': ['ana', 'bo'] });
    state.isDown = true;
    await withWorker(env, config(1), async (queue) => {
      const request = await startApproval(env, queue);
      await env.sleep('5m');
      await request.signal({ decidedBy: 'ana' });
      await env.sleep('10m');
      state.isDown = false;
      expect(await request.result()).toMatchObject({ status: 'approved' });
    });
  });

  it('loses no decision by Update that came in time, and ends a request whatever junk waits', async () => {
    const { state, config } = directoryOf({ 'finance-team': ['ana', 'bo'] });
    state.isDown = true;
    await withWorker(env, config(1), async (queue) => {
      const request = await startApproval(env, queue);
      await env.sleep('5m');
      const queued = await request.handle.executeUpdate('decide', {
        args: [{ decision: 'approve', decidedBy: 'ana' }],
      });
      expect(queued).toMatchObject({ outcome: 'queued', status: 'pending' });
      await env.sleep('10m');
      state.isDown = false;
      expect(await request.result()).toMatchObject({ status: 'approved', decisions: [{ decidedBy: 'ana' }] });
    });
    state.isDown = true;
    await withWorker(env, config(1), async (queue) => {
      const request = await startApproval(env, queue);
      await request.handle.signal('decide', 'junk');
      expect(await request.result()).toMatchObject({ status: 'expired', decisions: [] });
    });
  });

  it('does not keep a request alive that nobody decided', async () => {
    const { state, config } = directoryOf({ 'finance-team': ['ana', 'bo'] });
    state.isDown = true;
    await withWorker(env, config(1), async (queue) => {
      const request = await startApproval(env, queue);
      expect(await request.result()).toMatchObject({ status: 'expired', decisions: [] });
    });
  });

  it('holds up no cancellation, by the requester or from Temporal', async () => {
    const { state, config } = directoryOf({ 'finance-team': ['ana', 'bo'] });
    state.isDown = true;
    await withWorker(env, config(1), async (queue) => {
      const byRequester = await startApproval(env, queue);
      await byRequester.signal({ decidedBy: 'ana' });
      expect(await byRequester.cancel('agent-1')).toMatchObject({ outcome: 'accepted', status: 'cancelled' });
      const fromTemporal = await startApproval(env, queue);
      await fromTemporal.handle.cancel();
      expect(await fromTemporal.result()).toMatchObject({ status: 'cancelled', end: { by: 'operator' } });
    });
  });
});
