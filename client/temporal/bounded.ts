import type { Client, Connection } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { TemporalUnreachable } from '../../contract/errors';
import { GRPC, grpcError, isTransient } from './grpc-errors';
import { backoff, pause } from './timers';

const CALL_TIMEOUT_MS = 10_000;

/**
 * Runs the calls to Temporal that `fn` makes, within `ms` milliseconds (10 s) altogether: Temporal's client alone
 * would wait without end. Runs it again while Temporal is away, so `fn` must bear repetition.
 *
 * @throws TemporalUnreachable when Temporal is away, too slow, refuses us or has no such namespace
 */
export async function bounded<T>(client: Client, fn: () => Promise<T>, ms = CALL_TIMEOUT_MS): Promise<T> {
  const deadline = Date.now() + ms;
  for (let failures = 1; ; failures++) {
    try {
      return await client.withDeadline(deadline, fn);
    } catch (error) {
      const wait = backoff(failures, 1_000);
      if (!isTransient(error) || Date.now() + wait >= deadline) throw asUnreachable(client, error) ?? error;
      await pause(wait);
    }
  }
}

/** What a failed call says about the connection, if it is that which failed. */
export function asUnreachable(client: Client, error: unknown): TemporalUnreachable | undefined {
  const grpc = grpcError(error);
  const because = (what: string) =>
    new TemporalUnreachable(`${what} at ${addressOf(client)}`, { cause: error });
  if (error instanceof NamespaceNotFoundError)
    return because(`there is no namespace '${client.options.namespace}'; name another one or create it`);
  if (grpc?.code === GRPC.PERMISSION_DENIED || grpc?.code === GRPC.UNAUTHENTICATED)
    return because(`Temporal refuses access (${grpc.details}); check the API key or the certificate used`);
  if (grpc && isTransient(error)) return because(`Temporal does not answer (${grpc.details})`);
  return undefined;
}

function addressOf({ connection }: Client): string {
  return (connection as Partial<Connection>).options?.address ?? 'the address of the client that was given';
}
