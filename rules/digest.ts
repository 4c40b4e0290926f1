import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import canonicalize from 'canonicalize';
import type { Confirmation, RequestContent } from '../contract/request';

/** The SHA-256 of `value` as canonical JSON (RFC 8785), in hexadecimal. */
export function digest(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalize(value) ?? 'undefined')));
}

/**
 * The digest of a request's content. The same content has the same hash everywhere (design rule 13). For a confirmation it
 * also covers the message, the confirmers and the value to type.
 */
export function contentHash(content: RequestContent, confirmation?: Confirmation): string {
  const { action, resource, description, context, rationale, evidence, response, requesterId, runId } =
    content;
  return digest({
    action,
    resource,
    description,
    context,
    rationale,
    evidence,
    response,
    requesterId,
    runId,
    confirmation,
  });
}
