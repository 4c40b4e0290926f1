import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import { WORKFLOW_TYPES } from '../../../contract/names';
import type { NotificationsRecord } from '../../../contract/notification';
import * as stand from '../../support/slack-stand-in';
import { type FarEnd, farEnds } from '../../support/telling';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';
import { SECRET, startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver';

const { textOf } = stand;

let slack: stand.SlackStandIn;
let receiver: WebhookReceiver;
let teams: FarEnd;
beforeAll(async () => {
  [slack, receiver, teams] = await Promise.all([
    stand.startSlack(['UANA', 'UBO', 'UAGENT']),
    startWebhookReceiver(),
    farEnds.teams(),
  ]);
});
afterAll(() => Promise.all([slack.stop(), receiver.stop(), teams.stop()]));
beforeEach(() => {
  slack.clear();
  teams.forget();
  receiver.received.length = 0;
});

const config = (policy: object = {}): ConfigInput => ({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [{ name: 'payments', approvers: ['finance-team'], expireAfter: '4h', ...policy }],
  contacts: { ana: { slack: 'UANA' }, bo: { slack: 'UBO' }, 'agent-1': { slack: 'UAGENT' } },
  channels: {
    slack: { type: 'slack', token: stand.TOKEN, workspace: stand.WORKSPACE, apiUrl: slack.apiUrl },
    hooks: { type: 'webhook', url: receiver.url, secrets: [SECRET] },
    room: teams.channel(),
  },
});

const hooked = () => receiver.received.map(({ payload }) => payload.type as string);
const useIn = (type: string) =>
  receiver.received.findLast(({ payload }) => payload.type === type)?.payload.data;
const cardsOf = (address: string) => slack.in(address).map(textOf);

describe('on a real server', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
  afterAll(() => temporal?.stop());

  const handleOf = (id: string) => temporal.client.workflow.getHandle(`${id}-notifications`);

  /** What was sent, after the run that has sent a message with this key. A claim wakes the workflow shortly after its start. */
  async function ended(id: string, key = 'ended'): Promise<NotificationsRecord> {
    let record: NotificationsRecord | undefined;
    await eventually(async () => {
      record = (await handleOf(id).result()) as NotificationsRecord;
      return record.messages.some((message) => message.key === key);
    });
    if (record === undefined) throw new Error('no result');
    return record;
  }

  /** An approved request whose notifications have ended. */
  async function approved(): Promise<string> {
    const { manager } = temporal;
    const { id } = await manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
    await eventually(() => Promise.resolve(slack.messages.length === 2 && hooked().length === 1));
    await manager.approve(id, { decidedBy: 'ana' });
    await ended(id);
    return id;
  }

  it('programs are told about a claim and its outcome, and cards show them; nothing is sent twice', () =>
    temporal.withWorker(async () => {
      const { manager } = temporal;
      const id = await approved();
      await manager.claim(id, { claimedBy: 'pay-bot', attemptId: 'job-17' });
      await eventually(() => Promise.resolve(hooked().includes('request.claimed')));
      expect(useIn('request.claimed')).toMatchObject({
        title: 'Claimed by pay-bot: pay',
        use: { claimedBy: 'pay-bot', claimedAt: expect.stringMatching(/Z$/) as string },
      });
      await eventually(() => Promise.resolve(cardsOf('UBO').every((text) => /not reported yet/.test(text))));
      // The workflow waits for the outcome, and a new run knows what the ended one has sent.
      expect((await handleOf(id).describe()).status.name).toBe('RUNNING');
      await manager.reportOutcome(id, { outcome: 'committed', attemptId: 'job-17', reference: 'tr-17' });
      const { messages } = await ended(id, 'outcome-1');
      expect(hooked()).toEqual([
        'request.requested',
        'request.decided',
        'request.claimed',
        'request.outcome',
      ]);
      const { title, use } = useIn('request.outcome');
      expect(title).toBe('Done after approval: pay');
      expect(use).toEqual({
        claimedBy: 'pay-bot',
        claimedAt: expect.any(String) as string,
        outcome: 'committed',
        reference: 'tr-17',
        reportedAt: expect.any(String) as string,
      });
      // Two approvers were asked, and the requester got the decision: nobody gets a message for a success.
      expect(slack.messages).toHaveLength(3);
      for (const text of slack.messages.map(textOf)) {
        expect(text).toContain('Claimed\nby pay-bot, ');
        expect(text).toMatch(/What happened\ncommitted, .+: pay-bot reported that the action was done/);
        expect(text).toContain('Reference\ntr-17');
      }
      expect(teams.took()).toEqual(['Approval needed: pay', 'Approved: pay']);
      expect(messages.filter(({ status }) => status !== 'sent')).toEqual([]);
    }, config()));

  it('the requester, the approvers and the chat channel are told about a failure', () =>
    temporal.withWorker(async () => {
      const id = await approved();
      const { manager } = temporal;
      await manager.claim(id, { claimedBy: 'pay-bot', attemptId: 'job-17' });
      const report = { outcome: 'failed', reference: 'tr-18', detail: 'the bank is <down>' } as const;
      await manager.reportOutcome(id, { ...report, attemptId: 'job-17' });
      await ended(id, 'outcome-1');
      for (const address of ['UANA', 'UAGENT']) {
        const text = cardsOf(address).at(-1);
        expect(text).toContain('Failed after approval: pay');
        expect(text).toContain('pay-bot reported that the action was tried and failed');
        expect(text).toContain('Reference\ntr-18\nDetail\nthe bank is <down>');
      }
      // bo was asked, and did not approve.
      expect(cardsOf('UBO')).toHaveLength(1);
      expect(teams.took().at(-1)).toBe('Failed after approval: pay');
      expect(hooked().slice(-2)).toEqual(['request.claimed', 'request.outcome']);
    }, config()));

  it('people are told that a claim without a report is unknown, and that the action may have been done', () =>
    temporal.withWorker(
      async () => {
        const id = await approved();
        await temporal.manager.claim(id, { claimedBy: 'agent-1' });
        await ended(id, 'outcome-1');
        for (const address of ['UANA', 'UAGENT'])
          expect(cardsOf(address).at(-1)).toMatch(
            /Outcome unknown after approval: pay[\s\S]+did not report what happened, so the action may have been done/,
          );
        expect(useIn('request.outcome').use).toMatchObject({
          outcome: 'unknown',
          detail: 'no outcome was reported in time',
        });
      },
      config({ reportWithin: '1s' }),
    ));

  it('a release and the next claim are events of their own', () =>
    temporal.withWorker(async () => {
      const id = await approved();
      const { manager } = temporal;
      await manager.claim(id, { claimedBy: 'bot-1', attemptId: 'job-1' });
      await manager.reportOutcome(id, { outcome: 'not_started', attemptId: 'job-1' });
      await ended(id, 'outcome-1');
      expect(cardsOf('UANA').at(-1)).toContain('Not started after approval: pay');
      await manager.claim(id, { claimedBy: 'bot-2', attemptId: 'job-2' });
      await manager.reportOutcome(id, { outcome: 'committed', attemptId: 'job-2' });
      const { messages } = await ended(id, 'outcome-2');
      const keys = messages.filter(({ channel }) => channel === 'hooks').map(({ key }) => key);
      expect(keys).toEqual(['requested', 'ended', 'claimed-1', 'outcome-1', 'claimed-2', 'outcome-2']);
      expect(useIn('request.outcome').use).toMatchObject({ claimedBy: 'bot-2', outcome: 'committed' });
      // The message about the release still speaks of it, and the first message of the latest claim.
      expect(cardsOf('UANA').at(-1)).toContain('bot-1 did not begin the action');
      expect(cardsOf('UANA')[0]).toContain('bot-2 reported that the action was done');
    }, config()));

  it('in a shared Slack channel a comment and a failure are replies in the thread of the card, each once', () =>
    temporal.withWorker(
      async () => {
        const { manager } = temporal;
        const { id } = await manager.requestApproval({ action: 'pay', requesterId: 'agent-1' });
        await eventually(() => Promise.resolve(slack.messages.length === 1));
        let cuts = 0;
        // Slack takes the reply, and its answer is lost.
        slack.trouble = (method) => (method === 'chat.postMessage' && ++cuts === 1 ? 'cut after' : undefined);
        await manager.comment(id, { commentedBy: 'bo', text: 'I have asked <!channel> the bank.' });
        await eventually(() => Promise.resolve(slack.calls.includes('conversations.replies')));
        await manager.approve(id, { decidedBy: 'ana' });
        await ended(id, 'comment-1');
        await manager.claim(id, { claimedBy: 'pay-bot', attemptId: 'job-17' });
        await manager.reportOutcome(id, {
          outcome: 'failed',
          attemptId: 'job-17',
          detail: 'the bank is <down>',
        });
        const room = ({ channel, status }: NotificationsRecord['messages'][number]) =>
          channel === 'room' && status === 'sent';
        await eventually(async () => {
          const { messages } = (await handleOf(id).result()) as NotificationsRecord;
          return messages.filter(room).length === 3;
        });
        // A committed outcome, a claim and a decision only update the card.
        const [card] = slack.in(stand.ROOM);
        expect(slack.messages).toHaveLength(1);
        expect(slack.replies.map(({ sent }) => sent.thread_ts)).toEqual([card?.ts, card?.ts]);
        const [comment = '', failure = ''] = slack.replies.map(textOf);
        expect(comment).toContain('Comment by bo: pay');
        expect(comment).toContain('I have asked <!channel> the bank.');
        expect(failure).toContain('Failed after approval: pay');
        expect(failure).toContain('pay-bot reported that the action was tried and failed');
        expect(failure).toContain('the bank is <down>');
        for (const reply of slack.replies)
          expect(reply.sent).toMatchObject({ parse: 'none', mrkdwn: 'false' });
        // What a message does not show cannot be decided in it.
        expect(stand.buttonsOf(card).map(({ label }) => label)).toEqual([]);
        for (const reply of slack.replies) expect(stand.buttonsOf(reply)).toEqual([]);
        expect(textOf(card)).toContain('approved by ana');
      },
      {
        ...config(),
        contacts: {},
        channels: {
          room: {
            type: 'slack',
            token: stand.TOKEN,
            workspace: stand.WORKSPACE,
            apiUrl: slack.apiUrl,
            signingSecret: stand.SIGNING_SECRET,
            channel: stand.ROOM,
          },
        },
      },
    ));

  it('wakes for a claim and its outcome while the channel is down, and loses neither', () =>
    temporal.withWorker(async () => {
      const id = await approved();
      receiver.answer = () => 503;
      const { manager } = temporal;
      await manager.claim(id, { claimedBy: 'pay-bot', attemptId: 'job-17' });
      await manager.reportOutcome(id, { outcome: 'committed', attemptId: 'job-17' });
      const use = temporal.client.workflow.getHandle(`${id}-use`);
      expect(await use.result()).toMatchObject({ outcome: 'committed' });
      await eventually(() => Promise.resolve(receiver.attempts > 0));
      receiver.answer = undefined;
      await ended(id, 'outcome-1');
      expect(hooked().slice(-2)).toEqual(['request.claimed', 'request.outcome']);
    }, config()));
});

describe('on a server that skips time', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('people are told that a claim whose workflow was terminated is unknown, after its report was due', () =>
    withWorker(env, config(), async (taskQueue) => {
      const request = await startApproval(env, taskQueue, { action: 'pay' });
      await request.update({ decidedBy: 'ana' });
      const notifications = env.client.workflow.getHandle(`${request.id}-notifications`);
      await notifications.result();
      const use = await env.client.workflow.start(WORKFLOW_TYPES.use, {
        workflowId: `${request.id}-use`,
        taskQueue,
        args: [
          {
            requestId: request.id,
            number: 1,
            claimedBy: 'pay-bot',
            attemptId: randomUUID(),
            contentHash: 'abc',
            reportWithin: 3_600_000,
            notify: true,
          },
        ],
      });
      await eventually(() => Promise.resolve(hooked().includes('request.claimed')));
      await use.terminate();
      await notifications.result();
      expect(useIn('request.outcome').use).toMatchObject({ outcome: 'unknown', detail: 'ended in Temporal' });
    }));
});
