import { generateKeyPairSync } from 'node:crypto';
import { ApprovalManager, decisionSigner } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import { CONFIG, type TemporalForTests } from './temporal';

/** A key pair: the entry of the config, and whoever signs with it. */
export function signingKey(id: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    entry: { id, publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string },
    signer: decisionSigner({ keyId: id, privateKey }),
  };
}

export type SigningKeyForTests = ReturnType<typeof signingKey>;

/** The config of the other tests, under which only what is signed with one of these keys counts. */
export function signedBy(keys: SigningKeyForTests[], config: ConfigInput = CONFIG): ConfigInput {
  return { ...config, decisions: { signed: true, keys: keys.map(({ entry }) => entry) } };
}

/** A manager on the same Temporal that signs. */
export function signingManager(
  { client, taskQueue }: TemporalForTests,
  { signer }: SigningKeyForTests,
): ApprovalManager {
  return new ApprovalManager(client, { taskQueue, signer });
}
