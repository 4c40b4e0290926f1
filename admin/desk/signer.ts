import { readFileSync } from 'node:fs';
import { decisionSigner, type DecisionSigner } from '../../client';
import { ConfigError } from '../../contract/errors';
import type { AdminConfig } from '../../contract/config/admin';

/** What signs the decisions made here, if the config has a key for it. @throws ConfigError when that is none */
export function signerOf({ signing }: Pick<AdminConfig, 'signing'>): DecisionSigner | undefined {
  if (signing === undefined) return undefined;
  const { keyId, privateKeyFile } = signing;
  try {
    return decisionSigner({ keyId, privateKey: readFileSync(privateKeyFile) });
  } catch (cause) {
    throw new ConfigError(
      `desk.signing.privateKeyFile: ${privateKeyFile} holds no signing key (${(cause as Error).message}); ` +
        '`hitl keys signing` makes one',
      { cause },
    );
  }
}
