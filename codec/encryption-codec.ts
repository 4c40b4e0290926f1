import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { encode } from '@temporalio/common/lib/encoding';
import { temporal } from '@temporalio/proto';
import type { ClearPart, Encryption } from '../contract/encryption';
import { PART } from './clear-parts';
import {
  ENCODING,
  ENCRYPTED,
  encryptionKeyId,
  KEY_ID,
  PROBLEM,
  textOf,
  undecrypted,
} from './encrypted-payload';

/*
 * Encrypts payloads with AES-256-GCM. The data of an encrypted payload is: the format version (1 byte), the nonce (12 bytes), the
 * ciphertext of the whole payload as protobuf, and the tag (16 bytes). The version and the id of the key are authenticated.
 */

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const { Payload: PayloadMessage } = temporal.api.common.v1;

/**
 * What to do with a payload that cannot be decrypted. `throw`: for clients, which tell the caller. `keep`: for workers, because an
 * error of a codec would block the workflow; the payload stays encrypted, and the workflow refuses it.
 */
export type Undecryptable = 'throw' | 'keep';

/** Thrown by the codec of a client. The message says which key is missing. */
export class UndecryptablePayload extends Error {}

/** A codec that encrypts and decrypts payloads. */
export interface EncryptionCodec extends PayloadCodec {
  /** The parts that stay in clear text. */
  readonly clear: readonly ClearPart[];
  /** The key that encrypts. Absent if the codec only decrypts. */
  readonly encryptsWith?: string;
}

/** @param encryption absent: the codec encrypts nothing, and says which key is missing */
export function encryptionCodec(
  encryption: Encryption | undefined,
  undecryptable: Undecryptable,
): EncryptionCodec {
  const keys = new Map(encryption?.keys.map(({ id, key }) => [id, Buffer.from(key, 'base64')]));
  const clear = encryption?.clear ?? [];
  const [first] = encryption?.decryptOnly ? [] : keys;
  const seal = (marked: Payload): Payload => {
    const { part, payload } = withoutMark(marked);
    return first === undefined || clear.some((one) => one === part) ? payload : encrypt(payload, ...first);
  };
  const open = (payload: Payload): Payload => {
    const opened = decrypt(payload, keys);
    const unread = undecryptable === 'throw' ? undecrypted(opened) : undefined;
    if (unread !== undefined) throw new UndecryptablePayload(`it ${unread.problem}`);
    return opened;
  };
  return {
    clear,
    ...(first !== undefined && { encryptsWith: first[0] }),
    encode: async (payloads) => payloads.map(seal),
    decode: async (payloads) => payloads.map(open),
  };
}

/** Our codec among the codecs of a client or a worker. */
export function ownCodecAmong(codecs: readonly PayloadCodec[]): EncryptionCodec | undefined {
  return codecs.find((codec): codec is EncryptionCodec => 'clear' in codec);
}

function withoutMark(payload: Payload): { part?: string; payload: Payload } {
  if (payload.metadata?.[PART] === undefined) return { payload };
  const { [PART]: mark, ...metadata } = payload.metadata;
  return { part: textOf(mark), payload: { ...payload, metadata } };
}

function encrypt(payload: Payload, id: string, key: Buffer): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(authenticated(id));
  const sealed = [cipher.update(PayloadMessage.encode(payload).finish()), cipher.final()];
  return {
    metadata: { [ENCODING]: encode(ENCRYPTED), [KEY_ID]: encode(id) },
    data: Buffer.concat([Buffer.of(VERSION), nonce, ...sealed, cipher.getAuthTag()]),
  };
}

/** The decrypted payload. A payload that is not encrypted stays as it is; one that cannot be decrypted says why in its metadata. */
function decrypt(payload: Payload, keys: ReadonlyMap<string, Buffer>): Payload {
  const { metadata, data } = payload;
  const id = encryptionKeyId(payload);
  if (id === undefined) return payload;
  const key = keys.get(id);
  const opened = key === undefined ? undefined : openSealed(Buffer.from(data ?? []), id, key);
  if (opened !== undefined) return opened;
  return {
    ...payload,
    metadata: { ...metadata, [PROBLEM]: encode(key === undefined ? 'key' : 'damaged') },
  };
}

function openSealed(data: Buffer, id: string, key: Buffer): Payload | undefined {
  const sealedFrom = 1 + NONCE_BYTES;
  const tagFrom = data.length - TAG_BYTES;
  if (data[0] !== VERSION || tagFrom < sealedFrom) return undefined;
  const nonce = data.subarray(1, sealedFrom);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(authenticated(id))
    .setAuthTag(data.subarray(tagFrom));
  try {
    const clear = Buffer.concat([decipher.update(data.subarray(sealedFrom, tagFrom)), decipher.final()]);
    return PayloadMessage.decode(clear);
  } catch {
    return undefined;
  }
}

function authenticated(id: string): Buffer {
  return Buffer.from(`temporal-hitl/${VERSION} ${id}`);
}
