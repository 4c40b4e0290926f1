import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import { WORKFLOW_TYPES } from '../../../contract/names';
import { startConfirmation, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

/** Policies that would deny it: they do not apply. */
const config: ConfigInput = {
  directory: { 'release-team': ['bo', 'cy'] },
  policies: [{ name: 'never', effect: 'deny' }],
  operators: ['olga'],
};

describe('a confirmation', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('is given by the requester itself, since policies do not apply', () =>
    withWorker(env, config, async (queue) => {
      const request = await startConfirmation(env, queue);
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({
        outcome: 'accepted',
        status: 'approved',
        message: 'Confirmed.',
      });
      expect(await request.result()).toMatchObject({
        kind: 'confirmation',
        status: 'approved',
        confirmation: { message: 'Deploy?', confirmers: ['ana', 'bo'] },
        context: { arguments: ['v2'] },
        plan: { matched: [], requirements: [{ policy: 'confirmation' }] },
        end: { by: 'people', name: 'ana' },
      });
    }));

  it('is given by any member of a team, and by nobody else', () =>
    withWorker(env, config, async (queue) => {
      const request = await startConfirmation(env, queue, { confirmers: ['release-team'] });
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({ outcome: 'not_authorized' });
      expect(await request.update({ decidedBy: 'cy' })).toMatchObject({ outcome: 'accepted' });
    }));

  it('is given by a team that a directory function knows', () =>
    withWorker(
      env,
      { ...config, directory: async (team) => (team === 'release-team' ? ['bo'] : undefined) },
      async (queue) => {
        const request = await startConfirmation(env, queue, { confirmers: ['release-team'] });
        expect(await request.update({ decidedBy: 'bo' })).toMatchObject({ status: 'approved' });
      },
    ));

  it('needs the exact typed value, and keeps no wrong one', () =>
    withWorker(env, config, async (queue) => {
      const request = await startConfirmation(env, queue, { confirmValue: 'DEPLOY' });
      expect(await request.update()).toMatchObject({ outcome: 'invalid', status: 'pending' });
      expect(await request.update({ confirm: 'secret-guess' })).toMatchObject({ outcome: 'invalid' });
      await request.signal({ confirm: 'secret-guess', decidedBy: 'bo' });
      expect(await request.update({ decidedBy: 'mallory', confirm: 'DEPLOY' })).toMatchObject({
        outcome: 'not_authorized',
      });
      expect(await request.update({ confirm: 'DEPLOY' })).toMatchObject({ outcome: 'accepted' });
      const record = await request.result();
      expect(record).toMatchObject({ status: 'approved', refusedCount: 4 });
      expect(record.wrongValues?.map(({ by }) => by)).toEqual(['ana', 'bo']);
      expect(JSON.stringify(record)).not.toContain('secret-guess');
    }));

  it('is rejected after five wrong values of confirmers, but not of other people', () =>
    withWorker(env, config, async (queue) => {
      const request = await startConfirmation(env, queue, { confirmValue: 'DEPLOY' });
      for (let index = 0; index < 6; index++)
        await request.update({ decidedBy: 'mallory', confirm: `guess ${index}` });
      for (const decidedBy of ['ana', 'bo', 'ana', 'bo'])
        expect(await request.update({ decidedBy, confirm: 'deploy' })).toMatchObject({
          outcome: 'invalid',
          status: 'pending',
        });
      expect(await request.update({ confirm: 'deploy' })).toMatchObject({
        outcome: 'invalid',
        status: 'rejected',
      });
      expect(await request.result()).toMatchObject({
        status: 'rejected',
        rejectionReason: 'a wrong value was typed 5 times',
        end: { by: 'system' },
        refusedCount: 11,
      });
    }));

  it('counts an attempt that came through two transports once', () =>
    withWorker(env, config, async (queue) => {
      const request = await startConfirmation(env, queue, { confirmValue: 'DEPLOY' });
      for (let index = 0; index < 4; index++) {
        const attempt = { confirm: 'deploy', attemptId: `a${index}` };
        await Promise.all([request.update(attempt), request.signal(attempt)]);
      }
      expect((await request.record()).wrongValues).toHaveLength(4);
      const right = { confirm: 'DEPLOY', attemptId: 'b' };
      const [verdict] = await Promise.all([request.update(right), request.signal(right).catch(() => {})]);
      expect(verdict).toMatchObject({ outcome: 'accepted' });
      expect((await request.result()).decisions).toHaveLength(1);
    }));

  it('expires after its own time', () =>
    withWorker(env, config, async (queue) => {
      const request = await startConfirmation(env, queue, { expireAfter: 60_000 });
      const record = await request.result();
      expect(record).toMatchObject({ status: 'expired', end: { by: 'system', name: 'confirmation' } });
      expect(Date.parse(record.end?.at ?? '') - Date.parse(record.requestedAt)).toBe(60_000);
    }));

  it('is declined, with a reason; cancelled by the requester and operators', () =>
    withWorker(env, config, async (queue) => {
      const declined = await startConfirmation(env, queue, { confirmValue: 'DEPLOY' });
      expect(await declined.update({ decision: 'reject', decidedBy: 'bo' })).toMatchObject({
        outcome: 'invalid',
      });
      await declined.update({ decision: 'reject', decidedBy: 'bo', reason: 'not today' });
      expect(await declined.result()).toMatchObject({ status: 'rejected', rejectionReason: 'not today' });
      for (const name of ['ana', 'olga']) {
        const request = await startConfirmation(env, queue);
        expect(await request.cancel('bo')).toMatchObject({ outcome: 'not_authorized' });
        expect(await request.cancel(name)).toMatchObject({ outcome: 'accepted', status: 'cancelled' });
      }
    }));

  it.each([
    ['none', undefined, 'InvalidInput'],
    ['one without a message', { confirmers: ['ana'], expireAfter: 1000 }, 'InvalidStart'],
    ['one of nobody', { message: 'x', confirmers: [], expireAfter: 1000 }, 'InvalidStart'],
    ['one that never ends', { message: 'x', confirmers: ['ana'], expireAfter: 1e18 }, 'InvalidStart'],
  ])('started by hand with %s fails, and confirms nothing', (_, confirmation, type) =>
    withWorker(env, config, async (taskQueue) => {
      const content = { action: 'deploy', requesterId: 'ana', context: {} };
      const handle = await env.client.workflow.start(WORKFLOW_TYPES.confirmation, {
        workflowId: `by-hand-${Math.random()}`,
        taskQueue,
        args: [{ content, confirmation }],
      });
      await expect(handle.result()).rejects.toMatchObject({
        cause: { type, message: expect.stringContaining('confirmation') as string },
      });
    }),
  );

  it('does not bypass policies: an approval with confirmation options stays an approval', () =>
    withWorker(env, config, async (taskQueue) => {
      const handle = await env.client.workflow.start(WORKFLOW_TYPES.approval, {
        workflowId: 'smuggled',
        taskQueue,
        args: [
          {
            content: { action: 'deploy', requesterId: 'ana', context: {} },
            confirmation: { message: 'x', confirmers: ['ana'], expireAfter: 1000 },
          },
        ],
      });
      const record = (await handle.result()) as object;
      expect(record).toMatchObject({ kind: 'approval', status: 'rejected', end: { name: 'never' } });
      expect(record).not.toHaveProperty('confirmation');
    }));
});
