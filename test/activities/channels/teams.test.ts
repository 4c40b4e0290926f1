import assert from 'node:assert/strict';
import fc from 'fast-check';
import { REFUSED_BY_CHANNEL } from '../../../activities/channels/channel';
import { cardMessage, teamsChannel } from '../../../activities/channels/teams';
import { utf8Bytes } from '../../../contract/limits';
import { hostile } from '../../support/hostile-text';
import { type HttpSink, startHttpSink } from '../../support/http-sink';
import { aMessage } from '../../support/messages';
import { RUNS } from '../../support/stories';

let teams: HttpSink;
beforeAll(async () => {
  teams = await startHttpSink();
});
afterAll(() => teams.stop());
beforeEach(() => {
  teams.posts.length = 0;
  teams.answer = { status: 202 };
});

const channel = () => teamsChannel({ type: 'teams', url: teams.url, giveUpAfter: '24h' });
/** All text runs of a card, one for each line. */
function shown(body: string): string {
  const { content } = JSON.parse(body).attachments[0];
  return content.body
    .map(({ inlines }: { inlines: { text: string }[] }) => inlines.map(({ text }) => text).join(''))
    .join('\n');
}

it('posts a card about the request with one link', async () => {
  await channel().send(aMessage());
  const [posted] = teams.posts;
  expect(posted).toMatchObject({ path: '/workflows/1?sig=s3cret' });
  expect(posted?.headers['content-type']).toBe('application/json; charset=utf-8');
  const { type, attachments } = JSON.parse(posted?.body ?? '');
  expect(type).toBe('message');
  expect(attachments).toMatchObject([
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        type: 'AdaptiveCard',
        version: '1.4',
        actions: [
          { type: 'Action.OpenUrl', title: 'Open', url: 'https://approvals.example.com/requests/request-1' },
        ],
      },
    },
  ]);
  expect(shown(posted?.body ?? '').replaceAll('\u00A0', ' ')).toBe(
    [
      'Approval needed: transfer_funds on bank-account-123',
      'Transfer $15,000 to vendor',
      'Requested by: agent-1',
      '{',
      '  "amount": 15000',
      '}',
    ].join('\n'),
  );
});

it('shows a command instead of a link without an admin server, and has no other links', () => {
  for (const link of [undefined, 'javascript:alert(1)', 'https://']) {
    const { link: _, ...rest } = aMessage();
    const body = cardMessage({ ...rest, ...(link !== undefined && { link }) });
    expect(body).not.toContain('Action');
    expect(shown(body)).toContain('hitl show request-1');
  }
});

test('for any texts of agents a card has only text runs and one link, and fits', () => {
  const long = fc
    .tuple(hostile, fc.integer({ min: 1, max: 1_000 }))
    .map(([text, times]) => text.repeat(times));
  const texts = fc.record({
    title: long,
    text: long,
    details: long,
    facts: fc.array(fc.record({ label: hostile, value: long }), { maxLength: 20 }),
  });
  fc.assert(
    fc.property(texts, (more) => {
      const body = cardMessage(aMessage(more));
      assert.ok(utf8Bytes(body) <= 24 * 1024);
      assert.doesNotMatch(body, /\{\{|\$\{/);
      const { content } = JSON.parse(body).attachments[0];
      assert.equal(content.actions.length, 1);
      for (const { type, inlines } of content.body) {
        assert.equal(type, 'RichTextBlock');
        for (const run of inlines) {
          assert.equal(run.type, 'TextRun');
          assert.ok(run.text.length > 0);
          assert.ok(!('selectAction' in run));
        }
      }
    }),
    { numRuns: Math.min(RUNS, 100) },
  );
});

it('says how much of a long text is shown', () => {
  const body = cardMessage(aMessage({ details: JSON.stringify(Array(10_000).fill('x'), undefined, 2) }));
  expect(shown(body)).toContain('40 of 10,002 lines are shown. Open the page to see all of it.');
});

it.each([400, 401, 403, 404, 410, 413])('treats %d as a permanent refusal', async (status) => {
  teams.answer = { status };
  await expect(channel().send(aMessage())).rejects.toMatchObject({ type: REFUSED_BY_CHANNEL });
});

it.each([302, 408, 429, 500, 503])('retries after %d at the time that the server says', async (status) => {
  teams.answer = { status, headers: { 'Retry-After': '90', Location: '/elsewhere' } };
  await expect(channel().send(aMessage())).rejects.toMatchObject({
    type: 'ChannelFailed',
    nextRetryDelay: 90_000,
  });
  expect(teams.posts).toHaveLength(1);
});

it('never shows the URL, which is a secret', async () => {
  await expect(channel().check()).resolves.not.toContain('s3cret');
  expect(teams.posts).toHaveLength(0);
  teams.answer = { status: 500 };
  const failure = (await channel()
    .send(aMessage())
    .catch((error: Error) => error)) as Error;
  expect(failure.message).toMatch(/^127\.0\.0\.1:\d+ answered 500$/);
});
