import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ConnectionSettings } from '../../client/temporal/connection-settings';
import { UsageError } from './errors';
import { shellQuote } from './shell-quote';

/** Where Temporal is, by the names that Temporal's own CLI gives them. */
export interface ConnectionFlags {
  address?: string;
  namespace?: string;
  profile?: string;
  apiKey?: string;
  tls?: boolean;
  tlsCertPath?: string;
  tlsKeyPath?: string;
  tlsCaPath?: string;
  tlsServerName?: string;
  taskQueue?: string;
  uiUrl?: string;
  /** For completion scripts, which must not hang. */
  commandTimeout?: string;
}

/** Adds the flags of every verb that talks to Temporal. */
export function withConnectionFlags(command: Command): Command {
  return command
    .optionsGroup('Connection (else TEMPORAL_* and temporal.toml, as for the temporal CLI):')
    .option('--address <host:port>', 'Temporal; default localhost:7233')
    .option('--namespace <name>', 'its namespace; default "default"')
    .option('--profile <name>', 'a profile of temporal.toml')
    .option('--api-key <key>', 'turns TLS on')
    .option('--tls', 'use TLS')
    .option('--tls-cert-path <file>', 'client certificate')
    .option('--tls-key-path <file>', 'its private key')
    .option('--tls-ca-path <file>', 'certificate of the authority to trust')
    .option('--tls-server-name <name>', 'the name the certificate is checked against')
    .option('--task-queue <name>', 'where the worker listens; else HITL_TASK_QUEUE, "hitl"')
    .option('--ui-url <url>', 'of the Temporal UI, for links; else HITL_UI_URL, TEMPORAL_UI_URL');
}

/** The flags as the client takes them. `inherited` is the TLS that the environment or a profile asks for. */
export function connectionSettings(
  flags: ConnectionFlags,
  inherited?: ConnectionSettings['tls'],
): ConnectionSettings {
  const tls = tlsOf(flags, inherited);
  return {
    ...(flags.address !== undefined && { address: flags.address }),
    ...(flags.namespace !== undefined && { namespace: flags.namespace }),
    ...(flags.profile !== undefined && { profile: flags.profile }),
    ...(flags.apiKey !== undefined && { apiKey: flags.apiKey }),
    ...(tls !== undefined && { tls }),
  };
}

/** The flags that a printed command must repeat to reach the same place. Never a key. */
export function sameConnection({ address, namespace, profile }: ConnectionFlags): string {
  const given = Object.entries({ address, namespace, profile }).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => ` --${name} ${shellQuote(value ?? '')}`).join('');
}

function tlsOf(flags: ConnectionFlags, inherited: ConnectionSettings['tls']): ConnectionSettings['tls'] {
  const { tls, tlsCertPath: cert, tlsKeyPath: key, tlsCaPath: ca, tlsServerName: serverName } = flags;
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('--tls-cert-path and --tls-key-path go together');
  const base = typeof inherited === 'object' && inherited !== null ? inherited : {};
  const chosen = {
    ...(cert !== undefined && key !== undefined && { clientCertPair: { crt: read(cert), key: read(key) } }),
    ...(ca !== undefined && { serverRootCACertificate: read(ca) }),
    ...(serverName !== undefined && { serverNameOverride: serverName }),
  };
  return tls || Object.keys(chosen).length > 0 ? { ...base, ...chosen } : undefined;
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
