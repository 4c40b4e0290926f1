import { Webhook } from 'standardwebhooks';
import { REFUSED_BY_CHANNEL } from '../../../activities/channels/channel';
import { webhookChannel } from '../../../activities/channels/webhook';
import type { SubjectRecord } from '../../../contract/notification';
import type { RequestRecord } from '../../../contract/request';
import { type HttpSink, startHttpSink } from '../../support/http-sink';
import { aMessage } from '../../support/messages';
import { begun } from '../../support/requests';
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
  new Webhook(secret).verify(last().body, last().headers as Record<string, string>);

it('signs with each secret, so that a receiver may change over', async () => {
  await channel([SECRET, NEXT_SECRET]).send(aMessage());
  expect(verified(SECRET)).toEqual(verified(NEXT_SECRET));
  await channel([NEXT_SECRET]).send(aMessage());
  expect(() => verified(SECRET)).toThrow('No matching signature');
});

it('sends the record, and its id is the same at each attempt', async () => {
  await channel().send(aMessage({ about: aboutWith({ amount: 5 }) }));
  await channel().send(aMessage({ about: aboutWith({ amount: 5 }), attempt: 2 }));
  expect(verified(SECRET)).toMatchObject({
    type: 'request.requested',
    data: { id: 'request-1', request: { status: 'pending', context: { amount: 5 } } },
  });
  expect(new Set(sink.posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

it('leaves out what is too large for most receivers, and says what', async () => {
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

it('is refused for good by 410 alone: any other no may be mended', async () => {
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
])('comes back when it is told to: Retry-After: %s', async (after, seconds) => {
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

it('logs in where the address says how, and tells nobody', async () => {
  const url = sink.url.replace('//', '//hook:p%40ss@');
  await channel([SECRET], url).send(aMessage());
  expect(last().headers).toMatchObject({
    authorization: `Basic ${Buffer.from('hook:p@ss').toString('base64')}`,
  });
  await expect(channel([SECRET], url).check()).resolves.not.toContain('p%40ss');
});
