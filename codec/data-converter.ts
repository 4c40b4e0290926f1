import type { DataConverter } from '@temporalio/common';
import type { Encryption } from '../contract/encryption';
import { encryptionCodec, ownCodecAmong, type Undecryptable } from './encryption-codec';

/** The module with the failure converter that encrypts messages and stack traces. */
export const failureConverterPath = require.resolve('./failure-converter');

/** Whether new payloads are encrypted. */
export function encrypts(encryption: Encryption | undefined): boolean {
  return encryption !== undefined && !encryption.decryptOnly;
}

/**
 * The given data converter with encryption behind it: its codecs encode before ours. A failure converter of its own stays, and then
 * has to encode messages and stack traces itself. If it has our codec already, or if there are no keys and it has codecs, it does
 * not change.
 */
export function withEncryption(
  encryption: Encryption | undefined,
  undecryptable: Undecryptable,
  given: DataConverter = {},
): DataConverter {
  const codecs = given.payloadCodecs ?? [];
  if (ownCodecAmong(codecs) !== undefined || (encryption === undefined && codecs.length > 0)) return given;
  return {
    ...(encrypts(encryption) && { failureConverterPath }),
    ...given,
    payloadCodecs: [...codecs, encryptionCodec(encryption, undecryptable)],
  };
}
