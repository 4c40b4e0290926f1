import type { Payload } from '@temporalio/common';
import { decode } from '@temporalio/common/lib/encoding';

/*
 * How an encrypted payload looks. Workflows import this module: it must not import Node's modules.
 */

export const ENCODING = 'encoding';
/** The encoding of encrypted payloads, as in Temporal's samples. */
export const ENCRYPTED = 'binary/encrypted';
export const KEY_ID = 'encryption-key-id';
/** The metadata field in which a worker's codec says why it could not decrypt a payload. It is never stored. */
export const PROBLEM = 'encryption-problem';

/** Ids in messages must be harmless. */
const KEY_ID_PATTERN = /^[\w.-]{1,64}$/;

/** The global variable of the workflow sandbox that tells the bundle to encode failures. */
export const ENCODES_FAILURES = '__HITL_ENCODES_FAILURES__';

/** Why a payload cannot be decrypted. `key`: this process does not have its key. `damaged`: the content is not what was encrypted. */
export interface Undecrypted {
  because: 'key' | 'damaged';
  /** The end of a sentence that begins with what the payload is. */
  problem: string;
}

/** The id of the key that encrypted this payload; nothing if it is not encrypted. */
export function encryptionKeyId({ metadata }: Payload): string | undefined {
  return textOf(metadata?.[ENCODING]) === ENCRYPTED ? textOf(metadata?.[KEY_ID]) : undefined;
}

/** Why this payload is still encrypted; nothing if it is not. */
export function undecrypted({ metadata }: Payload): Undecrypted | undefined {
  const id = encryptionKeyId({ metadata });
  if (id === undefined) return undefined;
  if (!KEY_ID_PATTERN.test(id))
    return { because: 'damaged', problem: 'is encrypted, but has no valid id of a key' };
  if (textOf(metadata?.[PROBLEM]) === 'damaged')
    return {
      because: 'damaged',
      problem: `is encrypted with key '${id}' and cannot be decrypted: it was changed, or another key has this id`,
    };
  return {
    because: 'key',
    problem: `is encrypted with key '${id}', which is not among the keys of this process: add it to HITL_ENCRYPTION_KEYS`,
  };
}

export function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes == null ? '' : decode(bytes);
}
