import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { withEncryption } from '../../codec/data-converter';
import { readEncryption } from '../../codec/settings';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import type { EncryptionOptions } from '../../contract/encryption';
import { InvalidInput, TemporalUnreachable } from '../../contract/errors';
import { DEFAULT_TASK_QUEUE } from '../../contract/names';
import { checkedDuration } from '../input';
import type { DecisionSigner } from '../signing';
import { grpcError } from './calls';

/** Where Temporal is, and the options of the manager. */
export interface ConnectOptions extends ConnectionSettings, ManagerOptions {
  /** How long to try to connect. Default: `HITL_CONNECT_TIMEOUT`, or `'5s'`. */
  connectTimeout?: Duration;
  /** Encrypts payloads. Default: `HITL_ENCRYPTION_KEYS` or `HITL_ENCRYPTION_KEYS_FILE`; without keys nothing is encrypted. */
  encryption?: EncryptionOptions;
}

/** Options of a manager that apply to each of its calls. */
export interface ManagerOptions {
  /** The worker's task queue. Default: `HITL_TASK_QUEUE`, or `hitl`. */
  taskQueue?: string;
  /** How long a decision waits for its verdict before it is `queued`. Default: `HITL_PATIENCE`, or `'5s'`. */
  patience?: Duration;
  /** Signs decisions, for workers that accept only signed ones. Default: decisions are not signed. */
  signer?: DecisionSigner;
}

const DEFAULT_CONNECT_TIMEOUT = '5s';

/** What to do if Temporal does not answer. It ends the error's message. */
export const HOW_TO_REACH =
  'Start one on this machine with `hitl dev`, or name another with TEMPORAL_ADDRESS or --address.';

/**
 * Connects to Temporal.
 *
 * @throws TemporalUnreachable with the address, where the address comes from, and what to do
 * @throws InvalidInput when an option, an encryption key, the profile or temporal.toml cannot be used
 */
export async function connectClient(options: ConnectOptions = {}): Promise<Client> {
  const resolved = resolveConnection(options);
  const connectTimeout = checkedConnectTimeout(options.connectTimeout);
  const encryption = readEncryption(options.encryption);
  let connection: Connection | undefined;
  try {
    connection = lazyConnection(resolved, connectTimeout);
    await connection.ensureConnected();
  } catch (error) {
    await connection?.close();
    throw unreachable(resolved, error);
  }
  return clientOn(connection, resolved.namespace, encryption);
}

/**
 * A client on this connection, with the encryption of the environment.
 *
 * @throws InvalidInput when an encryption key cannot be used
 */
export function clientOn(
  connection: Connection,
  namespace: string,
  encryption = readEncryption(undefined),
): Client {
  return new Client({ connection, namespace, dataConverter: withEncryption(encryption, 'throw') });
}

function checkedConnectTimeout(given: Duration | undefined): number {
  if (given !== undefined) return checkedDuration(given, 'connectTimeout');
  return checkedDuration(process.env.HITL_CONNECT_TIMEOUT || DEFAULT_CONNECT_TIMEOUT, 'HITL_CONNECT_TIMEOUT');
}

/** The task queue: the given one, else `HITL_TASK_QUEUE`, else `hitl`. */
export function taskQueueOf(given: string | undefined): string {
  return given || process.env.HITL_TASK_QUEUE || DEFAULT_TASK_QUEUE;
}

export function lazyConnection({ options }: ResolvedConnection, connectTimeout: number): Connection {
  return Connection.lazy({
    ...options,
    connectTimeout,
    // By default gRPC waits up to two minutes before it reconnects.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
    // The SDK's retries cannot be stopped, and a retry after `close` ends the process. `callTemporal` retries instead.
    interceptors: [],
  });
}

function unreachable(resolved: ResolvedConnection, error: unknown): TemporalUnreachable {
  const { address, addressFrom } = resolved;
  const detail = grpcError(error)?.details ?? (error as Error).message;
  return new TemporalUnreachable(
    `Temporal does not answer at ${address} (${addressFrom}): ${detail}. ${HOW_TO_REACH}`,
    { cause: error },
  );
}

/** How to connect to Temporal. Missing settings come from `TEMPORAL_*`, then from temporal.toml. */
export interface ConnectionSettings {
  /** host:port. Default: `TEMPORAL_ADDRESS`, the profile's, or localhost:7233. */
  address?: string;
  /** Default: `TEMPORAL_NAMESPACE`, the profile's, or `default`. */
  namespace?: string;
  /** A profile of temporal.toml. Default: `TEMPORAL_PROFILE`, or `default`. */
  profile?: string;
  /** Turns TLS on, unless `tls` says otherwise. Default: `TEMPORAL_API_KEY`, or the profile's. */
  apiKey?: string;
  /** Default: `TEMPORAL_TLS*`, or the profile's. */
  tls?: ConnectionOptions['tls'];
}

/** The resolved address and namespace, and where the address comes from. */
export interface ResolvedConnection {
  address: string;
  /** In words, for messages: `TEMPORAL_ADDRESS`, `the default`. */
  addressFrom: string;
  namespace: string;
  options: ConnectionOptions;
}

/**
 * Resolves the connection settings as Temporal's CLI does: first the given ones, then the environment, then temporal.toml.
 * Does not connect.
 *
 * @throws InvalidInput when the profile does not exist, or temporal.toml or a certificate cannot be read
 */
export function resolveConnection(given: ConnectionSettings = {}): ResolvedConnection {
  const { connectionOptions: found, namespace } = load(given.profile);
  const address = given.address || found.address || 'localhost:7233';
  const apiKey = given.apiKey ?? found.apiKey;
  const tls = given.tls ?? (given.apiKey === undefined ? found.tls : (found.tls ?? true));
  return {
    address,
    addressFrom: sourceOfAddress(given, found.address),
    namespace: given.namespace || namespace || 'default',
    options: {
      address,
      ...(apiKey && { apiKey }),
      ...defined({ tls, metadata: found.metadata }),
    },
  };
}

function load(profile: string | undefined) {
  try {
    return loadClientConnectConfig(profile === undefined ? {} : { profile });
  } catch (error) {
    throw new InvalidInput(`Temporal's connection settings cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function sourceOfAddress({ address, profile }: ConnectionSettings, found: string | undefined): string {
  if (address) return 'from --address or connect({ address })';
  if (process.env.TEMPORAL_ADDRESS) return 'from TEMPORAL_ADDRESS';
  const named = profile ?? process.env.TEMPORAL_PROFILE ?? 'default';
  if (found) return `from profile ${named} of ${process.env.TEMPORAL_CONFIG_FILE ?? 'temporal.toml'}`;
  return 'the default';
}
