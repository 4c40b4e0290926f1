import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ConnectionSettings } from '../../client/temporal/connect';
import { fileText, shellQuote } from '../../rules/text';
import { isLoopback } from '../../rules/loopback';
import { UsageError } from './errors';
import type { CommandTarget } from '../text/commands';
import type { Io } from './io';

/** Where Temporal is, by the names that Temporal's own CLI gives them; or the admin server, instead of it. */
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
  /** For completion scripts, which must not hang. */
  commandTimeout?: string;
}

/** Adds the flags of every verb that works with Temporal or through an admin server. */
export function withConnectionFlags(command: Command): Command {
  return withTemporalFlags(
    command
      .optionsGroup('Through an admin server, without access to Temporal:')
      .option('--api <url>', 'of the admin server, after `hitl login`; else HITL_API'),
  );
}

/** Adds the flags of a verb that works with Temporal alone. */
export function withTemporalFlags(command: Command): Command {
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
  const tls = tlsSettings(flags, inherited);
  return {
    ...(flags.address !== undefined && { address: flags.address }),
    ...(flags.namespace !== undefined && { namespace: flags.namespace }),
    ...(flags.profile !== undefined && { profile: flags.profile }),
    ...(flags.apiKey !== undefined && { apiKey: flags.apiKey }),
    ...(tls !== undefined && { tls }),
  };
}

/** The flags that a printed command must repeat to reach the same place. Never a key. */
export function connectionFlagsOf({ api, address, namespace, profile }: ConnectionFlags): string {
  const given = Object.entries({ api, address, namespace, profile }).filter(
    ([, value]) => value !== undefined,
  );
  return given.map(([name, value]) => ` --${name} ${shellQuote(value ?? '')}`).join('');
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

/** The first flag given that makes sense with Temporal alone, less its dashes. */
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
    return Buffer.from(fileText(readFileSync(file)));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * The address of the admin server to go through, without a slash at its end: `--api`, or HITL_API where no flag says where Temporal
 * is. Nothing: to Temporal itself.
 *
 * @throws UsageError when it is no address, when a token would travel in the clear, or with a flag of Temporal
 */
export function apiAddress({ api, ...flags }: ConnectionFlags, env: NodeJS.ProcessEnv): string | undefined {
  const other = temporalFlag(flags);
  if (api !== undefined && other !== undefined)
    throw new UsageError(
      `--${other} is about Temporal, and --api goes through an admin server: leave one of them out`,
    );
  if (api !== undefined) return addressOf(api, '--api');
  return env.HITL_API && other === undefined ? addressOf(env.HITL_API, 'HITL_API') : undefined;
}

function addressOf(value: string, from: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw new UsageError(`${from} must be the address of an admin server, such as https://admin.example`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new UsageError(
      `${from}: ${url.origin} is not encrypted, and whoever listens on the way could decide in your name. Use https`,
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** The place that this call has reached. */
export function commandTarget({ flags, io }: { flags: ConnectionFlags; io: Io }): CommandTarget {
  const place = { program: io.program, connection: connectionFlagsOf(flags) };
  return apiAddress(flags, io.env) === undefined ? place : { ...place, isSignedIn: true };
}
