import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { slackChannel } from '../../../activities/channels/slack/send';
import type { ConfigInput } from '../../../contract/config/config';
import type { NotificationsRecord } from '../../../contract/notification';
import { parseConfig } from '../../../worker/config';
import { problemsOfBlocks, textsIn } from '../../support/block-kit';
import * as stand from '../../support/slack-stand-in';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const { ROOM, buttonsOf, textOf } = stand;

let env: TestWorkflowEnvironment;
let slack: stand.SlackStandIn;
beforeAll(async () => {
  [env, slack] = await Promise.all([startTimeSkippingServer(), stand.startSlack(['UANA', 'UBO'])]);
});
afterAll(async () => {
  await env?.teardown();
  await slack.stop();
});
beforeEach(() => slack.clear());

const app = () =>
  ({ type: 'slack', token: stand.TOKEN, workspace: stand.WORKSPACE, apiUrl: slack.apiUrl }) as const;
const signingSecret = stand.SIGNING_SECRET;

function config(channels: ConfigInput['channels'], more: Partial<ConfigInput> = {}): ConfigInput {
  return {
    directory: { 'finance-team': ['ana', 'bo'] },
    policies: [{ name: 'payments', approvers: ['finance-team'], expireAfter: '4h' }],
    channels,
    contacts: { ana: { slack: 'UANA' }, bo: { slack: 'UBO' } },
    admin: {
      url: 'https://approvals.example.com',
      signIn: { dev: false, keys: 'keys.json' },
      access: { read: { own: ['everyone'], team: ['everyone'] } },
    },
    ...more,
  };
}

function told(id: string): Promise<NotificationsRecord> {
  return env.client.workflow.getHandle(`${id}-notifications`).result() as Promise<NotificationsRecord>;
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !holds();) {
    if (Date.now() > end) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('posts a card to each person and to the channel, and updates all cards after a decision elsewhere', () =>
  withWorker(
    env,
    config({ people: { ...app(), signingSecret }, room: { ...app(), signingSecret, channel: ROOM } }),
    async (queue) => {
      const request = await startApproval(env, queue, { description: 'Transfer $15,000', resource: 'bank' });
      await until(() => slack.messages.length === 3);
      for (const address of ['UANA', 'UBO', ROOM]) {
        const [card] = slack.in(address);
        expect(buttonsOf(card).map(({ label }) => label)).toEqual(['Approve', 'Reject', 'Open the page']);
        expect(textOf(card)).toContain('Approval needed: transfer_funds on bank');
        expect(textOf(card)).toContain('Amount  15,000 (15000)');
      }
      await request.update({ decidedBy: 'bo', notes: 'checked' });
      await told(request.id);
      expect(slack.messages).toHaveLength(3);
      for (const card of slack.messages) {
        expect(buttonsOf(card).map(({ label }) => label)).toEqual(['Open the page']);
        expect(textOf(card)).toMatch(/Outcome\napproved by bo\.\nEnded\n/);
        expect(card.updates).toBe(1);
      }
    },
  ));

it('has a link and no buttons without a signing secret', () =>
  withWorker(env, config({ room: { ...app(), channel: ROOM } }), async (queue) => {
    const request = await startApproval(env, queue);
    await until(() => slack.messages.length === 1);
    expect(buttonsOf(slack.messages[0])).toMatchObject([
      { label: 'Open the page', url: `https://approvals.example.com/requests/${request.id}` },
    ]);
    await request.update();
    await told(request.id);
  }));

it('shows texts of agents and people escaped and within the limits of Slack', () =>
  withWorker(env, config({ room: { ...app(), signingSecret, channel: ROOM } }), async (queue) => {
    const hostile = '<!channel> <https://evil|x> *bold* `code` :smile: \u202Egnp.exe & @here';
    const request = await startApproval(env, queue, {
      action: `${hostile}${'a'.repeat(80)}`,
      resource: hostile,
      description: `${hostile}\nApproved by\nana${'\u200b'.repeat(1_000)}`,
      context: { [hostile]: hostile, long: '"'.repeat(20_000) },
      requesterId: `${hostile}\nApproved by ana`,
    });
    await until(() => slack.messages.length === 1);
    await request.update({ decidedBy: 'ana', notes: hostile });
    await told(request.id);
    const [card] = slack.messages;
    expect(problemsOfBlocks(card?.blocks)).toEqual([]);
    const texts = [...textsIn(card?.blocks), card?.text ?? ''];
    for (const text of texts) expect(text).not.toMatch(/[\u202E]/u);
    expect(texts.join('\n')).toContain('⟨U+202E⟩gnp.exe');
    expect(textOf(card)).toMatch(/\d+ of \d+ lines are shown\. Open the page to see all of it\./);
    expect(card?.text).not.toMatch(/<[^>]*>|(?<!\u200b)[*`_~]/);
    expect(card?.sent).toMatchObject({ mrkdwn: 'false', parse: 'none', link_names: 'false' });
    expect(card?.sent).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
    const values = textsIn(card?.blocks).filter((text) => text.startsWith('Requested by\n'));
    expect(values.map((text) => text.split('\n').length)).toEqual([2]);
  }));

it('leaves one message when the response of Slack is lost and the activity retries', () =>
  withWorker(env, config({ people: { ...app(), signingSecret } }), async (queue) => {
    let cuts = 0;
    slack.trouble = (method, { channel }) =>
      method === 'chat.postMessage' && channel === 'UANA' && ++cuts <= 2 ? 'cut after' : undefined;
    const request = await startApproval(env, queue);
    await until(() => slack.calls.includes('chat.update') && slack.in('UBO').length === 1);
    expect(cuts).toBe(1);
    await request.update({ decidedBy: 'bo' });
    const { messages } = await told(request.id);
    expect(slack.in('UANA')).toHaveLength(1);
    expect(textOf(slack.in('UANA')[0])).toContain('approved by bo');
    expect(messages.filter(({ to }) => to === 'ana')).toMatchObject([{ status: 'sent' }]);
  }));

it('removes the buttons of a message that it finds only after the decision', () =>
  withWorker(env, config({ room: { ...app(), signingSecret, channel: ROOM } }), async (queue) => {
    slack.trouble = (method) =>
      method === 'chat.postMessage'
        ? 'cut after'
        : method === 'conversations.history'
          ? 'cut before'
          : undefined;
    const isPosted = () => slack.messages.length > 0;
    const request = await startApproval(env, queue);
    await until(isPosted);
    slack.trouble = undefined;
    await request.update({ decidedBy: 'bo' });
    await told(request.id);
    expect(slack.messages).toHaveLength(1);
    expect(textOf(slack.messages[0])).toContain('approved by bo');
  }));

it('posts without searching if the app may not read the channel', () =>
  withWorker(env, config({ room: { ...app(), channel: ROOM } }), async (queue) => {
    let posts = 0;
    slack.trouble = (method) => {
      if (method === 'conversations.history') return { error: 'missing_scope' };
      return method === 'chat.postMessage' && ++posts === 1 ? 'cut before' : undefined;
    };
    const request = await startApproval(env, queue);
    await until(() => slack.messages.length === 1);
    await request.update();
    await told(request.id);
    expect(slack.messages).toHaveLength(1);
  }));

it('retries when Slack says so, and not before', () =>
  withWorker(env, config({ room: { ...app(), channel: ROOM } }), async (queue) => {
    let posts = 0;
    slack.trouble = (method) =>
      method === 'chat.postMessage' && ++posts === 1 ? { rateLimited: 300 } : undefined;
    const request = await startApproval(env, queue);
    const { requestedAt } = await request.result();
    const { messages } = await told(request.id);
    expect([posts, slack.messages.length]).toEqual([2, 1]);
    expect(Date.parse(messages[0]?.at ?? '') - Date.parse(requestedAt)).toBeGreaterThanOrEqual(299_000);
  }));

it('after an hour of downtime there is one card for what is still open, and no decision has waited', () =>
  withWorker(env, config({ people: app(), room: { ...app(), channel: ROOM } }), async (queue) => {
    slack.trouble = (method) => (method === 'chat.postMessage' ? 'cut before' : undefined);
    const decided = await startApproval(env, queue, { action: 'decided' });
    const open = await startApproval(env, queue, { action: 'open' });
    await env.sleep('20m');
    await decided.update({ decidedBy: 'bo' });
    expect(await decided.result()).toMatchObject({ status: 'approved' });
    await env.sleep('40m');
    expect(slack.messages).toEqual([]);

    slack.trouble = undefined;
    await env.sleep('15m');
    const cards = ['UANA', 'UBO', ROOM].map((address) => slack.in(address).map(textOf));
    for (const [card = '', ...more] of cards) {
      expect(more).toEqual([]);
      expect(card).toContain('Approval needed: open');
    }
    await open.update({ decidedBy: 'ana' });
    for (const { id } of [decided, open]) await told(id);
    expect(slack.messages).toHaveLength(3);
    for (const card of slack.messages) expect(textOf(card)).toMatch(/approved by ana/);
  }));

it.each(['channel_not_found', 'token_revoked', 'missing_scope'])(
  'uses the next channel of the person when Slack answers %s',
  (error) =>
    withWorker(env, config({ first: app(), second: app() }), async (queue) => {
      let posts = 0;
      slack.trouble = (method) => (method === 'chat.postMessage' && ++posts <= 2 ? { error } : undefined);
      const request = await startApproval(env, queue);
      await until(() => slack.messages.length === 2);
      await request.update({ decidedBy: 'ana' });
      const { messages } = await told(request.id);
      const asked = messages.filter(({ key }) => key === 'requested');
      expect(asked.filter(({ status }) => status === 'failed')).toHaveLength(2);
      expect(asked.find(({ status }) => status === 'failed')?.why).toContain(error);
      expect(asked.filter(({ status }) => status === 'sent')).toHaveLength(2);
    }),
);

it('checks that the token works and belongs to the workspace', async () => {
  const channelFor = (more: object) => {
    const parsed = parseConfig(config({ room: { ...app(), channel: ROOM, ...more } })).channels.room;
    if (parsed?.type !== 'slack') throw new Error('no Slack');
    return slackChannel(parsed);
  };
  expect(await channelFor({}).check()).toBe('sends messages as approvals in Acme');
  await expect(channelFor({ workspace: 'T9999' }).check()).rejects.toThrow('the config says workspace T9999');
  await expect(channelFor({ token: 'xoxb-other' }).check()).rejects.toThrow('invalid_auth');
});
