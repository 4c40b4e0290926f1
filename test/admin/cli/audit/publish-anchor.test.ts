import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { anchorPublisher } from '../../../../admin/cli/audit/publish-anchor';
import type { ConfigWithAudit } from '../../../../admin/cli/audit/settings';
import { startAuditor, sweepOnce } from '../../../../audit/auditor';
import { openFilesReader } from '../../../../audit/files/reader';
import { openFilesWriter } from '../../../../audit/files/writer';
import { anchorsOf } from '../../../../audit/find';
import { verifyLog } from '../../../../audit/verify';
import type { AuditAnchor } from '../../../../contract/audit';
import { AnchoredWebhookBodySchema } from '../../../../contract/records/webhook';
import { parseConfig } from '../../../../worker/config';
import { anchorOf, auditBody, auditKey, chained, checkedBy } from '../../../support/audit-log';
import { type HttpSink, startHttpSink } from '../../../support/http-sink';
import { eventually, startTemporal } from '../../../support/temporal';
import { SECRET } from '../../../support/webhook-receiver';

const key = auditKey();
const [entry] = chained(key, [auditBody(1)]);
const anchor = anchorOf(key, entry as NonNullable<typeof entry>);
const proof = `${anchor.seq}:${anchor.hash}`;
let sink: HttpSink;
const notes: string[] = [];

beforeAll(async () => (sink = await startHttpSink()));
beforeEach(() => {
  sink.posts.length = 0;
  sink.answer = { status: 202 };
  notes.length = 0;
});
afterAll(() => sink.stop());

const configWith = (anchors: object) =>
  parseConfig({
    fallback: { approvers: ['ana'] },
    operators: ['olga'],
    channels: {
      hook: { type: 'webhook', url: sink.url, secrets: [SECRET] },
      ops: { type: 'teams', url: sink.url },
      log: { type: 'log' },
      mail: { type: 'email', smtp: 'smtp://127.0.0.1:1', from: 'hitl@example.com' },
    },
    audit: { signing: { keyId: key.keyId, privateKeyFile: 'none.pem' }, anchors },
  }) as ConfigWithAudit;

const publisher = (channels: string[]) =>
  anchorPublisher(configWith({ channels }), (line) => void notes.push(line), [5, 5]);
const never = new AbortController().signal;

test('an anchor goes through each channel, and says how to verify', async () => {
  const sent = await publisher(['hook', 'ops', 'log'])(anchor, never);
  expect(sent).toMatchObject([{ channel: 'hook' }, { channel: 'ops' }, { channel: 'log' }]);
  expect(sent.every(({ problem }) => problem === undefined)).toBe(true);
  expect(notes).toEqual([expect.stringContaining(proof)]);
  const hook = sink.posts.find(({ headers }) => headers['webhook-id'] !== undefined);
  const verified = new Webhook(SECRET).verify(hook?.body ?? '', hook?.headers as Record<string, string>);
  expect(AnchoredWebhookBodySchema.parse(verified)).toMatchObject({
    type: 'audit.anchored',
    data: { anchor },
  });
  const card = sink.posts.find(({ headers }) => headers['webhook-id'] === undefined);
  expect(card?.body).toContain(`hitl audit verify --anchor ${proof}`);
  expect(card?.body).not.toContain('hitl show');
});

test('a channel that fails is tried again, and what it did not send is noted', async () => {
  // The first two posts are refused.
  sink.answer = {
    get status() {
      return sink.posts.length <= 2 ? 503 : 202;
    },
  };
  expect(await publisher(['hook', 'mail'])(anchor, never)).toMatchObject([
    { channel: 'hook' },
    { channel: 'mail', to: 'olga', problem: 'contacts has no address of olga for channel mail' },
  ]);
  expect(sink.posts.map(({ headers }) => headers['webhook-id'])).toEqual(
    Array(3).fill(sink.posts[0]?.headers['webhook-id']),
  );
  expect(notes).toEqual([expect.stringContaining('was not sent by channel mail')]);
});

test('a channel that the config does not have is an error', () => {
  expect(() => configWith({ channels: ['opps'] })).toThrow(
    /audit.anchors.channels.*'opps' is not a channel/s,
  );
});

test('the log says where its anchors went, and goes on while a channel does not answer', async () => {
  const temporal = await startTemporal();
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  const { client, manager } = temporal;
  const ended = async (id: string) => {
    await manager.requestApproval({ id, action: 'pay', context: {}, requesterId: 'cy' });
    await client.workflow.getHandle(id).terminate('test');
  };
  const options = {
    ...{ client, signer: key, everyMs: 50, anchorEveryMs: 50, note: () => {} },
    open: (given: Parameters<typeof openFilesWriter>[0] | object) =>
      openFilesWriter({ ...(given as Parameters<typeof openFilesWriter>[0]), folder, rotateAtBytes: 1e6 }),
  };
  const anchors = () => anchorsOf(openFilesReader(folder));
  await ended('first');
  await eventually(async () => {
    const swept = await sweepOnce({ ...options, publish: publisher(['log']) });
    return swept?.seq === 1;
  });
  expect(await anchors()).toMatchObject([{ seq: 1 }, { seq: 1, sent: [{ channel: 'log' }] }]);

  let published = 0;
  let answer: (sent: NonNullable<AuditAnchor['sent']>) => void = () => {};
  const running = startAuditor({
    ...options,
    publish: () => {
      published += 1;
      return new Promise((resolve) => (answer = resolve));
    },
  });
  await ended('second');
  await eventually(async () => published === 1);
  await ended('third');
  await eventually(async () => (await anchors()).some(({ seq }) => seq === 3));
  answer([{ channel: 'slow', at: new Date().toISOString() }]);
  await eventually(async () => (await anchors()).some(({ sent }) => sent?.[0]?.channel === 'slow'));
  await running.stop();
  expect((await verifyLog(openFilesReader(folder), { check: checkedBy(key) })).problems).toEqual([]);
  await temporal.stop();
  rmSync(folder, { recursive: true });
});
