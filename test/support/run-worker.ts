import { NativeConnection } from '@temporalio/worker';
import type { ConfigInput } from '../../contract/config/config';
import { createWorker } from '../../worker/create-worker';
import { workflowBundle } from './workflow-bundle';

/** Runs a worker in this process until the process is killed. Prints `ready` when it polls. */
export async function runWorker(address: string, taskQueue: string, config: ConfigInput): Promise<void> {
  const connection = await NativeConnection.connect({ address });
  const worker = await createWorker({
    config,
    connection,
    taskQueue,
    workflowBundle: await workflowBundle(),
  });
  const running = worker.run();
  process.stdout.write('ready\n');
  await running;
}
