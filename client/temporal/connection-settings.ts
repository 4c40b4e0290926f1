import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { InvalidInput } from '../../contract/errors';

/** Where Temporal is and how to get in; what is not said comes from `TEMPORAL_*`, then from temporal.toml. */
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

/** Where Temporal will be looked for, and who said so. */
export interface ResolvedConnection {
  address: string;
  /** In words, for messages: `TEMPORAL_ADDRESS`, `the default`. */
  addressFrom: string;
  namespace: string;
  options: ConnectionOptions;
}

/**
 * Settles where Temporal is: what is given here, then the environment, then temporal.toml, as Temporal's own CLI does.
 * Connects to nothing.
 *
 * @throws InvalidInput when there is no such profile, or temporal.toml or a certificate cannot be read
 */
export function resolveConnection(given: ConnectionSettings = {}): ResolvedConnection {
  const { connectionOptions: found, namespace } = load(given.profile);
  const address = given.address || found.address || 'localhost:7233';
  const apiKey = given.apiKey ?? found.apiKey;
  const tls = given.tls ?? (given.apiKey === undefined ? found.tls : (found.tls ?? true));
  return {
    address,
    addressFrom: whoSaid(given, found.address),
    namespace: given.namespace || namespace || 'default',
    options: {
      address,
      ...(apiKey && { apiKey }),
      ...(tls !== undefined && { tls }),
      ...(found.metadata && { metadata: found.metadata }),
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

function whoSaid({ address, profile }: ConnectionSettings, found: string | undefined): string {
  if (address) return 'given as --address or connect({ address })';
  if (process.env.TEMPORAL_ADDRESS) return 'from TEMPORAL_ADDRESS';
  const named = profile ?? process.env.TEMPORAL_PROFILE ?? 'default';
  if (found) return `from profile ${named} of ${process.env.TEMPORAL_CONFIG_FILE ?? 'temporal.toml'}`;
  return 'the default, since nothing else is set';
}
