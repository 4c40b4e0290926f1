import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ConnectionSettings } from '../../client/temporal/connect';
import { defined } from '../../contract/defined';
import { isLoopback } from '../../rules/loopback';
import { fileText, shellQuote } from '../../rules/text';
import type { CommandTarget } from '../text/commands';
import { UsageError } from './errors';
import type { Io } from './io';

/** The connection to Temporal, with the flag names of Temporal's CLI, or to an admin server. */
export interface ConnectionFlags {
  api?: string;
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
  /** A timeout for completion scripts, which must not hang. */
  commandTimeout?: string;
}

/** Adds the connection flags of a verb that works with Temporal or through an admin server. */
export function withConnectionFlags(command: Command): Command {
  return withTemporalFlags(
    command
      .optionsGroup('Through an admin server, without access to Temporal:')
      .option('--api <url>', 'address of the admin server, after `hitl login` (default: HITL_API)'),
  );
}

/** Adds the connection flags of a verb that works only with Temporal. */
export function withTemporalFlags(command: Command): Command {
  return command
    .optionsGroup('Connection to Temporal (default: TEMPORAL_* and temporal.toml, as for the temporal CLI):')
    .option('--address <host:port>', 'address of Temporal (default: localhost:7233)')
    .option('--namespace <name>', 'namespace (default: "default")')
    .option('--profile <name>', 'profile in temporal.toml')
    .option('--api-key <key>', 'API key; turns TLS on')
    .option('--tls', 'use TLS')
    .option('--tls-cert-path <file>', 'client certificate')
    .option('--tls-key-path <file>', 'private key of the client certificate')
    .option('--tls-ca-path <file>', 'certificate of the CA to trust')
    .option('--tls-server-name <name>', "name expected in the server's certificate")
    .option('--task-queue <name>', 'task queue of the worker (default: HITL_TASK_QUEUE or "hitl")')
    .option(
      '--ui-url <url>',
      'address of the Temporal UI, for links (default: HITL_UI_URL or TEMPORAL_UI_URL)',
    );
}

/** The client's connection settings. `inherited` is the TLS of the environment or a profile. */
export function connectionSettings(
  flags: ConnectionFlags,
  inherited?: ConnectionSettings['tls'],
): ConnectionSettings {
  const tls = tlsSettings(flags, inherited);
  return defined({
    address: flags.address,
    namespace: flags.namespace,
    profile: flags.profile,
    apiKey: flags.apiKey,
    tls,
  });
}

/** The connection flags that a printed command must repeat. Never contains a key. */
export function connectionFlagsOf({ api, address, namespace, profile }: ConnectionFlags): string {
  const used = Object.entries({ api, address, namespace, profile }).filter(
    ([, value]) => value !== undefined,
  );
  return used.map(([name, value]) => ` --${name} ${shellQuote(value ?? '')}`).join('');
}

const TEMPORAL_FLAGS = {
  address: 'address',
  namespace: 'namespace',
  profile: 'profile',
  apiKey: 'api-key',
  tls: 'tls',
  tlsCertPath: 'tls-cert-path',
  tlsKeyPath: 'tls-key-path',
  tlsCaPath: 'tls-ca-path',
  tlsServerName: 'tls-server-name',
  taskQueue: 'task-queue',
  uiUrl: 'ui-url',
} as const;

/** The first given flag that is only for Temporal, without its dashes. */
function temporalFlag(flags: ConnectionFlags): string | undefined {
  const names = Object.keys(TEMPORAL_FLAGS) as (keyof typeof TEMPORAL_FLAGS)[];
  const found = names.find((name) => flags[name] !== undefined);
  return found && TEMPORAL_FLAGS[found];
}

function tlsSettings(
  flags: ConnectionFlags,
  inherited: ConnectionSettings['tls'],
): ConnectionSettings['tls'] {
  const { tls, tlsCertPath: cert, tlsKeyPath: key, tlsCaPath: ca, tlsServerName: serverName } = flags;
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('--tls-cert-path and --tls-key-path must be given together');
  const base = typeof inherited === 'object' && inherited !== null ? inherited : {};
  const chosen = {
    ...(cert !== undefined && key !== undefined && { clientCertPair: { crt: read(cert), key: read(key) } }),
    ...(ca !== undefined && { serverRootCACertificate: read(ca) }),
    ...defined({ serverNameOverride: serverName }),
  };
  return tls || Object.keys(chosen).length > 0 ? { ...base, ...chosen } : undefined;
}

function read(file: string): Uint8Array {
  try {
    return Buffer.from(fileText(readFileSync(file)));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * The address of the admin server, without a slash at its end: `--api`, or HITL_API if no flag is for Temporal. Undefined
 * means that the verb connects to Temporal.
 *
 * @throws UsageError when it is not an address, not encrypted, or given together with a flag for Temporal
 */
export function apiAddress({ api, ...flags }: ConnectionFlags, env: NodeJS.ProcessEnv): string | undefined {
  const other = temporalFlag(flags);
  if (api !== undefined && other !== undefined)
    throw new UsageError(
      `--${other} is for a connection to Temporal, but --api uses an admin server: remove one of them`,
    );
  if (api !== undefined) return addressOf(api, '--api');
  return env.HITL_API && other === undefined ? addressOf(env.HITL_API, 'HITL_API') : undefined;
}

function addressOf(value: string, from: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash;
  if (!isPlain || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${from} must be the address of an admin server, such as https://admin.example`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new UsageError(
      `${from}: ${url.origin} is not encrypted, so an attacker could steal your token. Use https`,
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** The target that printed commands must reach. */
export function commandTarget({ flags, io }: { flags: ConnectionFlags; io: Io }): CommandTarget {
  const place = { program: io.program, connection: connectionFlagsOf(flags) };
  return apiAddress(flags, io.env) === undefined ? place : { ...place, isSignedIn: true };
}
