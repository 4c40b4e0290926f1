import { Client, Connection } from '@temporalio/client';
import type { Duration } from '../../contract/duration';
import { TemporalUnreachable } from '../../contract/errors';
import { DEFAULT_TASK_QUEUE } from '../../contract/names';
import { type ConnectionSettings, type ResolvedConnection, resolveConnection } from './connection-settings';
import { grpcError } from './grpc-errors';
import { checkedDuration } from '../input-problem';
import type { DecisionSigner } from '../signing/decision-signer';

export interface ConnectOptions extends ConnectionSettings, ManagerOptions {
  /** How long to try to connect. Default: `HITL_CONNECT_TIMEOUT`, or `'5s'`. */
  connectTimeout?: Duration;
}

export interface ManagerOptions {
  /** Where the worker listens. Default: `HITL_TASK_QUEUE`, or `hitl`. */
  taskQueue?: string;
  /** How long a decision waits for its verdict before it is `queued`. Default: `HITL_PATIENCE`, or `'5s'`. */
  patience?: Duration;
  /** Signs decisions, for workers that count no others. Default: they carry a name alone. */
  signer?: DecisionSigner;
}

const DEFAULT_CONNECT_TIMEOUT = '5s';

/** What to do where Temporal does not answer: the end of that error's message. */
export const HOW_TO_REACH =
  'Start one on this machine with `hitl dev`, or name another with TEMPORAL_ADDRESS or --address.';

/**
 * Connects to Temporal.
 *
 * @throws TemporalUnreachable that says where it was looked for, who said so and how to fix it
 * @throws InvalidInput when an option, the profile or temporal.toml is not usable
 */
export async function connectClient(options: ConnectOptions = {}): Promise<Client> {
  const resolved = resolveConnection(options);
  const connectTimeout = checkedConnectTimeout(options.connectTimeout);
  let connection: Connection | undefined;
  try {
    connection = lazyConnection(resolved, connectTimeout);
    await connection.ensureConnected();
  } catch (error) {
    await connection?.close();
    throw unreachable(resolved, error);
  }
  return new Client({ connection, namespace: resolved.namespace });
}

function checkedConnectTimeout(given: Duration | undefined): number {
  if (given !== undefined) return checkedDuration(given, 'connectTimeout');
  return checkedDuration(process.env.HITL_CONNECT_TIMEOUT || DEFAULT_CONNECT_TIMEOUT, 'HITL_CONNECT_TIMEOUT');
}

/** The task queue meant: as given, else of `HITL_TASK_QUEUE`, else `hitl`. */
export function taskQueueOf(given: string | undefined): string {
  return given || process.env.HITL_TASK_QUEUE || DEFAULT_TASK_QUEUE;
}

export function lazyConnection({ options }: ResolvedConnection, connectTimeout: number): Connection {
  return Connection.lazy({
    ...options,
    connectTimeout,
    // By default gRPC waits up to two minutes before it looks again for a server that was away.
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 },
    // The SDK's retries cannot be called off, and one that is due after `close` ends the process: `bounded` retries.
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
