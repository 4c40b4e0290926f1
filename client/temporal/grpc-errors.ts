import { NamespaceNotFoundError, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { isGrpcServiceError } from '@temporalio/client';

/** gRPC's status codes that mean something here. */
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

/** The gRPC error inside what the SDK threw, if there is one. */
export function grpcError(error: unknown): { code: number; details: string } | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause)
    if (isGrpcServiceError(inner)) return { code: inner.code, details: inner.details };
  return undefined;
}

/** Whether the same call may succeed later: the server is away, starting, busy, or was too slow. */
export function isTransient(error: unknown): boolean {
  if (error instanceof NamespaceNotFoundError) return false;
  const grpc = grpcError(error);
  return grpc !== undefined && !permanent.includes(grpc.code);
}

/** The workflow that should have been started was there before, and has ended. */
export function isAlreadyThere(error: unknown): boolean {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return true;
  return grpcError(error)?.code === GRPC.ALREADY_EXISTS;
}
