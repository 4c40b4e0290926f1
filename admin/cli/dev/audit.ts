import { existsSync } from 'node:fs';
import { type AuditConfig, AuditSchema } from '../../../contract/config/audit';
import type { Config } from '../../../contract/config/config';
import { createSigningKey } from '../commands/keys/signing';

/** The audit log of the config, else one beside the data of `hitl dev`, with a key that is made for it. */
export function auditForDev({ audit }: Config, dbFile: string): AuditConfig {
  if (audit) return audit;
  const privateKeyFile = `${dbFile}.audit-key.pem`;
  if (!existsSync(privateKeyFile)) createSigningKey(privateKeyFile);
  return AuditSchema.parse({
    sink: { type: 'files', folder: `${dbFile}.audit` },
    signing: { keyId: 'dev', privateKeyFile },
    every: '2s',
  });
}
