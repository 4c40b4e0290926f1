import { makeGrpcRetryInterceptor } from '@temporalio/client';

/** The gRPC status of a closing workflow, and that of an overloaded server. */
const RESOURCE_EXHAUSTED = 8;

/**
 * The retries of the tests' own connections. By default the SDK also retries if the server is unreachable. Such a retry
 * after the connection was closed throws outside of any test and fails the whole file.
 */
export const RETRIES = [
  makeGrpcRetryInterceptor({
    retryableDecider: (attempt, { code }) => Number(code) === RESOURCE_EXHAUSTED && attempt < 20,
    delayFunction: () => 200,
  }),
];
