import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { readKeys } from '../../admin/sign-in/api-keys';
import { rowOf } from '../../client/temporal/row';
import { encryptionCodec } from '../../codec/encryption-codec';
import type { AuditEntry, AuditPack } from '../../contract/audit';
import { ConfigError } from '../../contract/errors';
import { checkAnchorLine, checkLine, endVerification, startVerification } from '../../rules/audit/chain';
import { bodyDigest, logLine } from '../../rules/audit/entry';
import { verifyPack } from '../../rules/audit/pack';
import { readTrace, traceIn } from '../../tracing/header';
import { parseConfig } from '../../worker/config';
import { nowhere } from '../support/admin-app';
import { auditBody, auditKey, chained, checkedBy } from '../support/audit-log';
import { FORM } from './example-form';
import { jsonIn, onlyThrows } from './oracles';
import type { Target } from './search';
/*
 * Parsers of files, and of what Temporal has stored.
 */

const KEY = auditKey();
const check = checkedBy(KEY);
const ENTRIES = chained(KEY, [auditBody(1), auditBody(2), auditBody(3)]);
const LINES = ENTRIES.map(logLine);
const CLIENT = nowhere().client;
const { WorkflowExecutionInfo } = temporal.api.workflow.v1;
const EXECUTION = {
  execution: { workflowId: 'w', runId: 'r' },
  type: { name: 't' },
  status: 1,
  startTime: { seconds: 1 },
};

const [FIRST, , LAST] = ENTRIES as [AuditEntry, AuditEntry, AuditEntry];
const PACK: AuditPack = {
  ...{ v: 1, id: FIRST.id, namespace: FIRST.namespace, madeAt: FIRST.writtenAt, entries: [FIRST] },
  proof: { prev: FIRST.prev, seq: 1, digests: ENTRIES.map(bodyDigest) },
  until: { seq: LAST.seq, hash: LAST.hash, signature: LAST.signature },
  keys: [KEY.entry],
};

export const OF_FILES: readonly Target[] = [
  {
    name: 'config',
    corpus: [
      '{"directory":{"t":["ana"]},"policies":[{"name":"p","actions":["pay"],"approvers":["t"],"expireAfter":"4h"}],"fallback":{"approvers":["t"]}}',
      '{"channels":{"c":{"type":"webhook","url":"https://a.example"}},"triggers":[{"name":"x","type":"confidence_low","threshold":0.5,"level":"manager"}]}',
      `{"fallback":{"approvers":["ana"],"response":${FORM}}}`,
    ],
    run(text) {
      const value = jsonIn(text);
      if (value !== undefined) onlyThrows([ConfigError], () => parseConfig(value));
    },
  },
  {
    name: 'encrypted-payloads',
    corpus: ['\u0001nonce-nonce.tag-tag-tag-tag-', 'k1'],
    async run(text) {
      const keys = [{ id: 'k1', key: Buffer.alloc(32, 7).toString('base64') }];
      const codec = encryptionCodec({ keys, clear: [] } as never, 'keep');
      for (const id of ['k1', text.slice(0, 80)]) {
        const metadata = { encoding: Buffer.from('binary/encrypted'), 'encryption-key-id': Buffer.from(id) };
        const [opened] = await codec.decode([{ metadata, data: Buffer.from(text, 'latin1') }]);
        assert(opened?.metadata?.['encryption-problem'], 'a forged payload is decrypted');
      }
      const clear = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(text) };
      const [again] = await codec.decode(await codec.encode([clear]));
      assert.equal(Buffer.from(again?.data ?? []).toString(), clear.data.toString());
    },
  },
  {
    name: 'key-files',
    corpus: [
      '{"keys":[{"id":"000000000000","name":"bot","hash":"0","scopes":["read"],"expiresAt":"2100-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z"}]}',
      '{"keys":[]}',
    ],
    run(text) {
      const file = join(tmpdir(), `hitl-fuzz-${process.pid}.json`);
      writeFileSync(file, text);
      onlyThrows([ConfigError], () => readKeys(file));
      rmSync(file);
    },
  },
  {
    name: 'audit-logs',
    corpus: [LINES.join('\n'), ...LINES],
    run(text) {
      const state = startVerification();
      const lines = text.split('\n').map((line, index) => ({ text: line, where: `log:${index + 1}` }));
      for (const line of lines) checkLine(state, line, check);
      const problems = endVerification(state);
      checkAnchorLine(state, { text, where: 'anchors:1' }, check);
      for (const { message } of problems)
        assert(message.isWellFormed(), 'the problem has half of a character');
      const isWhole = lines.every(({ text: line }, index) => line === LINES[index]);
      assert(isWhole || problems.length > 0, 'a changed log passes');
    },
  },
  {
    name: 'audit-packs',
    corpus: [JSON.stringify(PACK)],
    run(text) {
      const { pack, problems } = verifyPack(jsonIn(text), check);
      if (problems.length > 0) return;
      for (const entry of pack?.entries ?? [])
        assert(LINES.includes(logLine(entry)), 'a changed entry passes');
      assert(
        pack?.entries.some(({ id }) => id === pack.id),
        'it is about something else',
      );
    },
  },
  {
    name: 'list-rows',
    corpus: ['"pay"', '{"a":1}', '["ana"]', '\u0000'],
    async run(text) {
      for (const encoding of ['json/plain', 'binary/plain', 'binary/null', 'other', text.slice(0, 20)]) {
        const payload = { metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(text) };
        const typed = { ...payload, metadata: { ...payload.metadata, type: Buffer.from('Datetime') } };
        const fields = { action: payload, approvers: payload, other: payload };
        const indexedFields = { HitlAction: payload, HitlExpiresAt: typed, HitlApprovers: typed };
        const info = { memo: { fields }, searchAttributes: { indexedFields } };
        const row = await rowOf(CLIENT, WorkflowExecutionInfo.fromObject({ ...EXECUTION, ...info }));
        assert(row.memo.action === undefined || typeof row.memo.action === 'string');
        assert(row.memo.approvers === undefined || Array.isArray(row.memo.approvers));
      }
    },
  },
  {
    name: 'traces',
    corpus: [
      `{"traceparent":"00-${'a'.repeat(32)}-${'b'.repeat(16)}-01","tracestate":"x=1"}`,
      '{"traceparent":{"toString":1}}',
    ],
    run(text) {
      const payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(text) };
      const { traceparent, tracestate = '' } = traceIn({ '_tracer-data': payload }) ?? {};
      assert(traceparent === undefined || /^[\da-f-]{55}$/.test(traceparent));
      assert(tracestate.length <= 512);
      readTrace({ traceparent: text, tracestate: text });
    },
  },
];
