import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { type DevServer, startDevServer } from '../../worker/temporal/dev-server';
import { RETRIES } from './retries';

/*
 * Starting a Temporal server takes more than a second of CPU, and registering a namespace some milliseconds. So quick
 * tests and browser tests share one server, and each file has a namespace.
 */

/** The environment variable with the address of the shared server. Without it, each test file starts a server. */
const ADDRESS = 'HITL_TEST_TEMPORAL';

/** Starts the shared server. It ends with this process at the latest. */
export async function startSharedServer(): Promise<DevServer> {
  const server = await startDevServer({ port: 0, headless: true });
  process.env[ADDRESS] = server.address;
  return server;
}

/** The address of the shared server, if there is one. */
export function sharedServer(): string | undefined {
  return process.env[ADDRESS];
}

export async function registerNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, interceptors: RETRIES });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
  } finally {
    await connection.close();
  }
}
