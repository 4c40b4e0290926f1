import { Webhook } from 'standardwebhooks';
import { REFUSED_BY_CHANNEL } from '../../../activities/channels/channel';
import { webhookChannel } from '../../../activities/channels/webhook';
import type { SubjectRecord } from '../../../contract/notification';
import { WebhookBodySchema } from '../../../contract/records/webhook';
import type { RequestRecord } from '../../../contract/request';
import { openUse } from '../../../rules/uses/judge';
import { type HttpSink, startHttpSink } from '../../support/http-sink';
import { aMessage } from '../../support/messages';
import { after, approve, begun, HASH, START } from '../../support/requests';
import { SECRET } from '../../support/webhook-receiver';

const NEXT_SECRET = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

let sink: HttpSink;
beforeAll(async () => {
  sink = await startHttpSink();
});
afterAll(() => sink.stop());
beforeEach(() => {
  sink.posts.length = 0;
  sink.answer = { status: 200 };
});

const channel = (secrets = [SECRET], url = sink.url) =>
  webhookChannel({ type: 'webhook', url, secrets, giveUpAfter: '24h' });
const aboutWith = (context: RequestRecord['context']): SubjectRecord => ({
  kind: 'request',
  record: begun([{ approvers: ['finance'] }], { context }),
});
const last = () => sink.posts.at(-1) ?? { body: '', headers: {} };
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const verified = (secret: string): any =>
  WebhookBodySchema.parse(new Webhook(secret).verify(last().body, last().headers as Record<string, string>));

it('signs with each secret, so that a receiver can rotate secrets', async () => {
  await channel([SECRET, NEXT_SECRET]).send(aMessage());
  expect(verified(SECRET)).toEqual(verified(NEXT_SECRET));
  await channel([NEXT_SECRET]).send(aMessage());
  expect(() => verified(SECRET)).toThrow('No matching signature');
});

it('sends the record, with the same id in each attempt', async () => {
  await channel().send(aMessage({ about: aboutWith({ amount: 5 }) }));
  await channel().send(aMessage({ about: aboutWith({ amount: 5 }), attempt: 2 }));
  expect(verified(SECRET)).toMatchObject({
    type: 'request.requested',
    data: { id: 'request-1', request: { status: 'pending', context: { amount: 5 } } },
  });
  expect(new Set(sink.posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

it('sends the claim that the event is about, without the attempt that may report', async () => {
  const claimed = { requestId: 'request-1', number: 1, attemptId: 'try-1', contentHash: HASH };
  const use = openUse({ ...claimed, claimedBy: 'bot-1', reportWithin: 1_000 }, START);
  const released = { ...use, outcome: 'not_started' as const, detail: 'no funds', reportedAt: use.reportBy };
  const uses = [released, { ...use, claimedBy: 'bot-2' }];
  const record = after(begun([{ approvers: ['finance'] }]), approve('ana'));
  const about: SubjectRecord = { kind: 'request', record, uses };
  await channel().send(aMessage({ about, event: 'outcome', key: 'outcome-1' }));
  const { claimedAt, reportBy: reportedAt } = use;
  expect(verified(SECRET)).toMatchObject({ type: 'request.outcome' });
  expect(verified(SECRET).data.use).toEqual({
    ...{ claimedBy: 'bot-1', claimedAt, outcome: 'not_started', detail: 'no funds', reportedAt },
  });
  await channel().send(aMessage({ about, event: 'claimed', key: 'claimed-2' }));
  expect(verified(SECRET).data.use).toEqual({ claimedBy: 'bot-2', claimedAt });
  await channel().send(aMessage({ about, event: 'decided', key: 'ended' }));
  expect(verified(SECRET).data).not.toHaveProperty('use');
});

it('leaves out parts that are too large for most receivers, and names them', async () => {
  await channel().send(aMessage({ about: aboutWith({ note: 'x'.repeat(200_000) }) }));
  expect(last().body.length).toBeLessThan(10_000);
  expect(verified(SECRET).data).toMatchObject({ omitted: ['request.context'], request: { action: 'pay' } });
  expect(verified(SECRET).data.request).not.toHaveProperty('context');
});

it('follows no redirect with a signed body', async () => {
  sink.answer = { status: 307, headers: { Location: sink.url } };
  await expect(channel().send(aMessage())).rejects.toMatchObject({ type: 'ChannelFailed' });
  expect(sink.posts).toHaveLength(1);
});

it('only 410 is a permanent refusal: other errors may be fixed', async () => {
  sink.answer = { status: 410 };
  await expect(channel().send(aMessage())).rejects.toMatchObject({ type: REFUSED_BY_CHANNEL });
  for (const status of [400, 401, 404, 413, 500]) {
    sink.answer = { status };
    await expect(channel().send(aMessage())).rejects.toMatchObject({ type: 'ChannelFailed' });
  }
});

it.each([
  ['120', 120],
  ['999999', 3_600],
  [new Date(Date.now() + 600_000).toUTCString(), 600],
  ['soon', undefined],
  ['-5', undefined],
])('retries when the server says so: Retry-After: %s', async (after, seconds) => {
  sink.answer = { status: 429, headers: { 'Retry-After': after } };
  const failure: { nextRetryDelay?: number } = await channel()
    .send(aMessage())
    .then(
      () => ({}),
      (error: object) => error,
    );
  if (seconds === undefined) expect(failure.nextRetryDelay).toBeUndefined();
  else expect(Math.abs((failure.nextRetryDelay ?? 0) / 1_000 - seconds)).toBeLessThan(5);
});

it('uses the credentials in the URL and shows them nowhere', async () => {
  const url = sink.url.replace('//', '//hook:p%40ss@');
  await channel([SECRET], url).send(aMessage());
  expect(last().headers).toMatchObject({
    authorization: `Basic ${Buffer.from('hook:p@ss').toString('base64')}`,
  });
  await expect(channel([SECRET], url).check()).resolves.not.toContain('p%40ss');
});
