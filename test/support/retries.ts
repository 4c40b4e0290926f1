import { makeGrpcRetryInterceptor } from '@temporalio/client';

/** gRPC's status of a workflow that is just closing, and of a server that has too much to do. */
const RESOURCE_EXHAUSTED = 8;

/**
 * The retries of the tests' own connections. The SDK also retries when a server is away: such a retry that is due after
 * the connection was closed throws outside of any test, and ends the whole file.
 */
export const RETRIES = [
  makeGrpcRetryInterceptor({
    retryableDecider: (attempt, { code }) => Number(code) === RESOURCE_EXHAUSTED && attempt < 20,
    delayFunction: () => 200,
  }),
];
