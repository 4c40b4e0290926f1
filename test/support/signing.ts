import { generateKeyPairSync } from 'node:crypto';
import { ApprovalManager, decisionSigner } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import { CONFIG, type TemporalForTests } from './temporal';

/** A key pair: the config entry, and the signer. */
export function signingKey(id: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    entry: { id, publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string },
    signer: decisionSigner({ keyId: id, privateKey }),
  };
}

export type SigningKeyForTests = ReturnType<typeof signingKey>;

/** The usual test config, but only decisions signed with one of these keys count. */
export function signedBy(keys: SigningKeyForTests[], config: ConfigInput = CONFIG): ConfigInput {
  return { ...config, decisions: { signed: true, keys: keys.map(({ entry }) => entry) } };
}

/** A manager on the same Temporal that signs its decisions. */
export function signingManager(
  { client, taskQueue }: TemporalForTests,
  { signer }: SigningKeyForTests,
): ApprovalManager {
  return new ApprovalManager(client, { taskQueue, signer });
}
