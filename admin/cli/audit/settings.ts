import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { keyRing, readPublicKey } from '../../../activities/requests/signatures';
import type { AuditReader } from '../../../audit/log';
import { openReader } from '../../../audit/open';
import { type DecisionSigner, decisionSigner } from '../../../client/signing';
import type { AuditPack } from '../../../contract/audit';
import type { AuditConfig } from '../../../contract/config/audit';
import type { Config } from '../../../contract/config/config';
import { ConfigError } from '../../../contract/errors';
import type { CheckSignature } from '../../../rules/audit/chain';
import { fileText } from '../../../rules/text';
import { findConfig, loadConfig } from '../../../worker/config';
import { auditOfDevServer } from '../dev/running-servers';
import { UsageError } from '../errors';
import type { ConnectionFlags } from '../flags';
import { resolvedConnection } from '../temporal';
import type { Call } from '../verb';

/** Flags of the verbs that read the log. */
export interface AuditFlags extends ConnectionFlags {
  config?: string;
  folder?: string;
  key?: string[];
}

type PublicKeys = AuditPack['keys'];

/** A config with an audit log. */
export type ConfigWithAudit = Config & { audit: AuditConfig };

/** A config with an audit log. @throws ConfigError, UsageError when the config has none */
export async function configWithAudit(path: string | undefined): Promise<ConfigWithAudit> {
  const { config, path: file } = await loadConfig(path);
  if (config.audit) return { ...config, audit: config.audit };
  throw new UsageError(`${file} has no audit log: add \`audit\` to it (docs/operate/audit.md)`);
}

/** The log that the flags, the config or a running `hitl dev` name, and its public keys. @throws UsageError, ConfigError */
async function logToRead({ flags, io }: AuditCall): Promise<{ sink: AuditConfig['sink']; keys: PublicKeys }> {
  const { config: path, folder, key = [] } = flags;
  const given = key.map(publicKeyIn);
  if (folder === undefined) {
    const audit = (await auditOf({ flags, io })) ?? (await configWithAudit(path)).audit;
    return { sink: audit.sink, keys: [...given, ...publicKeysOf(audit)] };
  }
  const sink = { type: 'files' as const, folder, rotateAtBytes: Number.MAX_SAFE_INTEGER };
  // Without a config the log can be verified on another machine.
  const isElsewhere = path === undefined && given.length > 0;
  const audit = isElsewhere ? undefined : await auditOf({ flags, io });
  return { sink, keys: [...given, ...(audit ? publicKeysOf(audit) : [])] };
}

/** The audit log of the config, else the one that a running `hitl dev` keeps, if there is one. @throws ConfigError */
async function auditOf({ flags, io }: AuditCall): Promise<AuditConfig | undefined> {
  const isThere = flags.config !== undefined || findConfig() !== undefined;
  const audit = isThere ? (await loadConfig(flags.config)).config.audit : undefined;
  return audit ?? auditOfDevServer(io.env, resolvedConnection(flags).address);
}

type AuditCall = Pick<Call<AuditFlags>, 'flags' | 'io'>;

/** Opens the log that the flags name, and closes it after use. @throws AuditLogNotFound, UsageError, ConfigError */
export async function withLog<T>(
  call: AuditCall,
  use: (reader: AuditReader, keys: PublicKeys) => Promise<T>,
): Promise<T> {
  const { sink, keys } = await logToRead(call);
  const reader = await openReader(sink);
  try {
    return await use(reader, keys);
  } finally {
    await reader.close();
  }
}

/** `--key`: `ID=KEY`, where the key is a file or the base64 of its DER. @throws UsageError */
function publicKeyIn(written: string): PublicKeys[number] {
  const [, id = '', value = ''] = /^([^=]+)=(.+)$/s.exec(written) ?? [];
  if (id === '')
    throw new UsageError(`--key: write ID=KEY, where KEY is a file or the base64 of a public key`);
  return { id, publicKey: publicKeyText(value, '--key') };
}

/** A public key of a file or of the command line, as the base64 of its DER. @throws UsageError */
export function publicKeyText(value: string, flag: string): string {
  try {
    const text = existsSync(value) ? fileText(readFileSync(value)) : value;
    return derOf(readPublicKey(text));
  } catch (error) {
    throw new UsageError(`${flag}: ${value} ${(error as Error).message}`);
  }
}

/** The keys of the config: the ones that it lists, and the public half of the signing key if its file is here. */
export function publicKeysOf({ keys, signing }: AuditConfig): PublicKeys {
  const listed = keys.map(({ id, publicKey }) => ({ id, publicKey: derOf(readPublicKey(publicKey)) }));
  if (listed.some(({ id }) => id === signing.keyId) || !existsSync(signing.privateKeyFile)) return listed;
  return [...listed, { id: signing.keyId, publicKey: derOf(createPublicKey(privateKeyOf(signing))) }];
}

function derOf(key: ReturnType<typeof createPublicKey>): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** Checks signatures with these keys. */
export function checkWith(keys: PublicKeys): CheckSignature {
  return keyRing(keys);
}

/** Signs entries with the key of the config. @throws ConfigError */
export function auditSigner({ signing }: AuditConfig): DecisionSigner {
  return decisionSigner({ keyId: signing.keyId, privateKey: privateKeyOf(signing) });
}

function privateKeyOf({ privateKeyFile }: AuditConfig['signing']) {
  try {
    const key = createPrivateKey(fileText(readFileSync(privateKeyFile)));
    if (key.asymmetricKeyType === 'ed25519') return key;
    throw new Error('it is not an Ed25519 key');
  } catch (cause) {
    throw new ConfigError(
      `audit.signing.privateKeyFile: cannot read a signing key from ${privateKeyFile} (${(cause as Error).message}); ` +
        'make one with hitl keys signing',
      { cause },
    );
  }
}
