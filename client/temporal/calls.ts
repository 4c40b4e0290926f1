import { type Client, type Connection, isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { SearchAttributesMissing, TemporalUnreachable } from '../../contract/errors';
import { searchAttributesCommand, SEARCH_ATTRIBUTE_NAMES } from '../../contract/names';
import { backoff, pause } from './timers';

/*
 * Calls to Temporal with a deadline and retries, and what their errors mean.
 */

const CALL_TIMEOUT_MS = 10_000;

/**
 * Runs `fn`, which calls Temporal, within `ms` milliseconds in all (default 10 s): Temporal's client alone would wait
 * without end. Retries `fn` while Temporal is away, so `fn` must be safe to repeat.
 *
 * @throws TemporalUnreachable when Temporal is away, too slow, refuses access or has no such namespace
 */
export async function callTemporal<T>(
  client: Client,
  fn: () => Promise<T>,
  ms = CALL_TIMEOUT_MS,
): Promise<T> {
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

/** The error of a call that failed because of the connection; nothing if it failed otherwise. */
export function asUnreachable(client: Client, error: unknown): TemporalUnreachable | undefined {
  const grpc = grpcError(error);
  const because = (what: string) =>
    new TemporalUnreachable(`${what} at ${addressOf(client)}`, { cause: error });
  if (error instanceof NamespaceNotFoundError)
    return because(`namespace '${client.options.namespace}' does not exist. Choose another one or create it`);
  if (grpc?.code === GRPC.PERMISSION_DENIED || grpc?.code === GRPC.UNAUTHENTICATED)
    return because(`Temporal refuses access (${grpc.details}). Check the API key or the certificate`);
  if (grpc && isTransient(error)) return because(`Temporal does not answer (${grpc.details})`);
  return undefined;
}

function addressOf({ connection }: Client): string {
  return (connection as Partial<Connection>).options?.address ?? "the given client's address";
}

/** The gRPC status codes that are handled here. */
export const GRPC = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  FAILED_PRECONDITION: 9,
  UNIMPLEMENTED: 12,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

const permanent: readonly number[] = [
  GRPC.INVALID_ARGUMENT,
  GRPC.NOT_FOUND,
  GRPC.ALREADY_EXISTS,
  GRPC.PERMISSION_DENIED,
  GRPC.FAILED_PRECONDITION,
  GRPC.UNIMPLEMENTED,
  GRPC.UNAUTHENTICATED,
];

/** The gRPC error in an error of the SDK, if there is one. */
export function grpcError(error: unknown): { code: number; details: string } | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause)
    if (isGrpcServiceError(inner)) return { code: inner.code, details: inner.details };
  return undefined;
}

/** Whether a call with a deadline ended at it. If the server is the first to notice, the call is cancelled. */
export function isPastDeadline(error: unknown): boolean {
  const code = grpcError(error)?.code;
  return code === GRPC.DEADLINE_EXCEEDED || code === GRPC.CANCELLED;
}

/** Whether the same call may succeed later: the server is away, starting, busy or was too slow. */
export function isTransient(error: unknown): boolean {
  if (error instanceof NamespaceNotFoundError) return false;
  const grpc = grpcError(error);
  return grpc !== undefined && !permanent.includes(grpc.code);
}

/** Whether the start failed because a workflow with the id existed already. */
export function isAlreadyStarted(error: unknown): boolean {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return true;
  return grpcError(error)?.code === GRPC.ALREADY_EXISTS;
}

/** The error of a call that failed because the namespace lacks the search attributes; nothing if it failed otherwise. */
export function asAttributesMissing(error: unknown, namespace: string): SearchAttributesMissing | undefined {
  const grpc = grpcError(error);
  if (grpc?.code !== GRPC.INVALID_ARGUMENT) return undefined;
  // For a start with an update, only the message has it.
  const details = [grpc.details, (error as Error).message].find(isAboutOurs);
  if (details === undefined) return undefined;
  return new SearchAttributesMissing(
    `namespace '${namespace}' lacks search attributes (${details}). ` +
      `Create them with \`${searchAttributesCommand(namespace)}\`, or start \`hitl worker\` once.`,
    { cause: error },
  );
}

function isAboutOurs(text: string): boolean {
  if (!/search attribute|invalid query|column name/i.test(text)) return false;
  return SEARCH_ATTRIBUTE_NAMES.some((name) => text.includes(name));
}

/** The end of a message when no worker answered in time. `unknown` says what is therefore unknown. */
export function noAnswerText(ms: number, unknown: string): string {
  return `no worker answered within ${ms / 1000} s, so ${unknown}. Start one (\`hitl worker\`) or run \`hitl doctor\``;
}
