import { generateKeyPairSync, sign } from 'node:crypto';
import { keyRing } from '../../activities/requests/signatures';
import type { AuditAnchor, AuditBody, AuditEntry } from '../../contract/audit';
import type { LogLine } from '../../rules/audit/chain';
import {
  anchorSigningText,
  bodyDigest,
  EMPTY,
  entrySigningText,
  type Head,
  linkHash,
} from '../../rules/audit/entry';

/** A key that signs, and its public half as the config has it. */
export function auditKey(id = 'audit-1') {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    keyId: id,
    sign: (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64'),
    entry: { id, publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') },
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

export type AuditKey = ReturnType<typeof auditKey>;

export const checkedBy = (...keys: AuditKey[]) => keyRing(keys.map(({ entry }) => entry));

/** The body of an entry about a request that ended. */
export function auditBody(number: number, more: Partial<AuditBody> = {}): AuditBody {
  const at = new Date(Date.UTC(2026, 0, 5, 9, 0, number)).toISOString();
  const body: AuditBody = {
    ...{ v: 1, writtenAt: at, namespace: 'default', kind: 'approval', id: `request-${number}` },
    ...{ runId: `run-${number}`, startedAt: at, closedAt: at, closedAs: 'completed' },
    record: { id: `request-${number}`, status: 'approved', action: 'transfer', text: 'ümlaut \u2028' },
  };
  return { ...body, ...more };
}

/** The entries of these bodies, behind `head`. */
export function chained(key: AuditKey, bodies: AuditBody[], head: Head = EMPTY): AuditEntry[] {
  return bodies.map((body) => {
    const seq = head.seq + 1;
    const hash = linkHash(head.hash, seq, bodyDigest(body));
    const entry = {
      ...{ ...body, seq, prev: head.hash, hash },
      signature: { keyId: key.keyId, value: key.sign(entrySigningText({ seq, hash }, key.keyId)) },
    };
    head = { seq, hash };
    return entry;
  });
}

export function anchorOf(key: AuditKey, { seq, hash, namespace, writtenAt: at }: AuditEntry): AuditAnchor {
  const says = { namespace, seq, hash, at };
  const value = key.sign(anchorSigningText(says, key.keyId));
  return { v: 1, ...says, signature: { keyId: key.keyId, value } };
}

/** The bytes of a file as lines, as a reader of a log reads them. */
export function linesIn(bytes: Uint8Array): LogLine[] {
  const lines: LogLine[] = [];
  const add = (part: Uint8Array, more: Partial<LogLine>) => {
    const where = `log:${lines.length + 1}`;
    try {
      lines.push({
        text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part),
        where,
        ...more,
      });
    } catch {
      lines.push({ where, ...more });
    }
  };
  let begin = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, begin)) {
    add(bytes.subarray(begin, at), {});
    begin = at + 1;
  }
  if (begin < bytes.length) add(bytes.subarray(begin), { isIncomplete: true });
  return lines;
}
