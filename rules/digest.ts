import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import canonicalize from 'canonicalize';
import type { Confirmation, RequestContent } from '../contract/request';

/** The SHA-256 of `value` as canonical JSON (RFC 8785), in hexadecimal. */
export function digest(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize(value) ?? 'undefined')));
}

/**
 * The digest of what is decided: the same content, the same hash, wherever it is taken (design rule 13). That of a
 * confirmation covers its message, its confirmers and what must be typed too.
 */
export function contentHash(content: RequestContent, confirmation?: Confirmation): string {
  const { action, resource, description, context, requesterId, runId } = content;
  return digest({ action, resource, description, context, requesterId, runId, confirmation });
}
