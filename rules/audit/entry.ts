import canonicalize from 'canonicalize';
import {
  type AuditAnchor,
  AuditAnchorSchema,
  type AuditBody,
  type AuditEntry,
  AuditEntrySchema,
} from '../../contract/audit';
import { describeIssues } from '../../contract/issues';
import { digest } from '../digest';

/** The place of an entry in the chain. */
export interface Head {
  seq: number;
  hash: string;
}

/** The head of an empty log. */
export const EMPTY: Head = { seq: 0, hash: '0'.repeat(64) };

/** The digest of an entry without its place in the chain: SHA-256 of its canonical JSON (RFC 8785). */
export function bodyDigest({
  seq: _seq,
  prev: _prev,
  hash: _hash,
  signature: _signature,
  ...body
}: AuditBody & Partial<AuditEntry>): string {
  return digest(body);
}

/**
 * The hash of an entry. It covers the digest and not the entry itself, so that a proof of the chain shows nothing of the
 * entries between.
 */
export function linkHash(prev: string, seq: number, bodyDigest: string): string {
  return digest({ prev, seq, digest: bodyDigest });
}

/** The hash that an entry must have. */
export function hashOf(entry: AuditEntry): string {
  return linkHash(entry.prev, entry.seq, bodyDigest(entry));
}

/** The text that the signature of an entry signs. */
export function entrySigningText({ seq, hash }: Head, keyId: string): string {
  return canonicalize({ signed: 'temporal-hitl-audit/1', what: 'entry', seq, hash, keyId }) as string;
}

/** The text that the signature of an anchor signs. */
export function anchorSigningText(
  { namespace, seq, hash, at }: Omit<AuditAnchor, 'v' | 'signature'>,
  keyId: string,
): string {
  const says = { namespace, seq, hash, at, keyId };
  return canonicalize({ signed: 'temporal-hitl-audit/1', what: 'anchor', ...says }) as string;
}

/** An entry or an anchor as one line of the log, without the line break. */
export function logLine(value: AuditEntry | AuditAnchor): string {
  return canonicalize(value) as string;
}

/** A line of the log that was read, or what is wrong with it. */
export type ReadLine<T> = { value: T } | { problem: string };

/** Reads an entry. A line that is not exactly canonical JSON was not written by an auditor. */
export function readEntry(line: string): ReadLine<AuditEntry> {
  return readLine(AuditEntrySchema, line);
}

/** Reads an anchor, as `readEntry` does. */
export function readAnchor(line: string): ReadLine<AuditAnchor> {
  return readLine(AuditAnchorSchema, line);
}

function readLine<T>(
  schema:
    { safeParse: typeof AuditEntrySchema.safeParse } | { safeParse: typeof AuditAnchorSchema.safeParse },
  line: string,
): ReadLine<T> {
  const written = parsed(line);
  if (written === undefined) return { problem: 'is not JSON' };
  if (canonicalize(written) !== line) return { problem: 'is not canonical JSON' };
  const read = schema.safeParse(written);
  if (read.success) return { value: written as T };
  return { problem: `is not an entry of this version: ${describeIssues(read.error)}` };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
