import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Duration } from '../../../contract/duration';
import { type SmtpForTests, startSmtp } from '../../support/smtp';
import { type FarEnd, farEnds, notificationsOf, TELLING } from '../../support/telling';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

let env: TestWorkflowEnvironment;
let first: SmtpForTests;
let second: FarEnd;
beforeAll(async () => {
  [env, first, second] = await Promise.all([startTimeSkippingServer(), startSmtp(), farEnds.email()]);
});
afterAll(async () => {
  await env?.teardown();
  await Promise.all([first.stop(), second.stop()]);
});
beforeEach(() => {
  first.mails.length = 0;
  first.reject = undefined;
  second.forget();
});

const both = (giveUpAfter: Duration = '24h') => ({
  ...TELLING,
  channels: {
    first: { type: 'email' as const, smtp: first.url, from: 'a@example.com', giveUpAfter },
    second: second.channel(),
  },
});
const failingNow = (id: string) =>
  env.client.workflow
    .getHandle(`${id}-notifications`)
    .describe()
    .then(({ searchAttributes }) => searchAttributes.HitlStatus);

it('tries the next channel after a permanent refusal', () =>
  withWorker(env, both(), async (queue) => {
    first.reject = (step, value) =>
      step === 'RCPT' && value.startsWith('bo') ? '550 no such user' : undefined;
    const request = await startApproval(env, queue);
    await env.sleep('1m');
    expect(first.mails.map(({ to }) => [to].flat()[0]?.text)).toEqual(['ana@example.com']);
    expect(second.took()).toEqual(['bo@example.com: Approval needed: transfer_funds']);
    await request.update();
    const { messages } = await notificationsOf(env.client, request.id);
    expect(messages).toContainEqual(
      expect.objectContaining({
        channel: 'first',
        to: 'bo',
        status: 'failed',
        why: expect.stringContaining('550'),
      }),
    );
    expect(await failingNow(request.id)).toBeUndefined();
  }));

it('gives up a channel after giveUpAfter, and then tries the next', () =>
  withWorker(env, both('10m'), async (queue) => {
    await first.down();
    const request = await startApproval(env, queue);
    await env.sleep('5m');
    expect(second.took()).toEqual([]);
    await env.sleep('6m');
    expect(second.took().sort()).toEqual([
      'ana@example.com: Approval needed: transfer_funds',
      'bo@example.com: Approval needed: transfer_funds',
    ]);
    await request.update();
    await first.up();
    const { messages } = await notificationsOf(env.client, request.id);
    expect(messages.filter(({ key }) => key === 'requested')).toMatchObject([
      { channel: 'first', status: 'failed' },
      { channel: 'first', status: 'failed' },
      { channel: 'second', status: 'sent' },
      { channel: 'second', status: 'sent' },
    ]);
  }));

it('reports people whose channels all failed, and people without a channel', () =>
  withWorker(
    env,
    {
      ...both(),
      channels: { first: both().channels.first },
      contacts: { ana: { email: 'ana@example.com' } },
    },
    async (queue) => {
      first.reject = () => '550 no';
      const request = await startApproval(env, queue);
      await env.sleep('1m');
      expect(await failingNow(request.id)).toEqual(['failing']);
      await request.update();
      const { unreachable } = await notificationsOf(env.client, request.id);
      expect(unreachable).toEqual(['bo']);
    },
  ));

it('begins with the channel that a person prefers', () =>
  withWorker(
    env,
    { ...both(), contacts: { ana: { email: 'ana@example.com', channels: ['second'] } } },
    async (queue) => {
      const request = await startApproval(env, queue);
      await env.sleep('1m');
      expect(first.mails).toEqual([]);
      expect(second.took()).toEqual(['ana@example.com: Approval needed: transfer_funds']);
      await request.update();
      await notificationsOf(env.client, request.id);
    },
  ));
