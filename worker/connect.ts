import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { defined } from '../contract/defined';
import { TemporalUnreachable } from '../contract/errors';

/** Where Temporal is, for a worker. */
export interface WorkerConnectOptions {
  /** `host:port`. Default: `TEMPORAL_ADDRESS`, the profile's, `localhost:7233`. */
  address?: string;
  /** Default: `TEMPORAL_NAMESPACE`, the profile's, `default`. */
  namespace?: string;
  /** A profile of `temporal.toml`. Default: `TEMPORAL_PROFILE`, `default`. */
  profile?: string;
  /** Turns TLS on, unless `tls` says otherwise. Default: `TEMPORAL_API_KEY`, the profile's. */
  apiKey?: string;
  /** Default: `TEMPORAL_TLS*`, the profile's. */
  tls?: NativeConnectionOptions['tls'];
}

/**
 * Connects a worker as Temporal's CLI does: options override the environment, which overrides `temporal.toml`.
 *
 * @throws TemporalUnreachable with the address and what to do
 */
export async function connectWorker(
  options: WorkerConnectOptions = {},
): Promise<{ connection: NativeConnection; namespace: string; address: string }> {
  const { connectionOptions, namespace } = loadClientConnectConfig(
    options.profile ? { profile: options.profile } : {},
  );
  const address = options.address || connectionOptions.address || 'localhost:7233';
  const { apiKey } = options;
  const tls = options.tls ?? (apiKey === undefined ? undefined : (connectionOptions.tls ?? true));
  const given = defined({ apiKey, tls });
  try {
    const connection = await NativeConnection.connect({ ...connectionOptions, ...given, address });
    return { connection, address, namespace: options.namespace || namespace || 'default' };
  } catch (cause) {
    throw new TemporalUnreachable(
      `Temporal does not answer at ${address}: ${cause instanceof Error ? cause.message : String(cause)}\n` +
        'Start one on this machine with `hitl dev`, or set the address of yours with --address or TEMPORAL_ADDRESS.',
      { cause },
    );
  }
}
