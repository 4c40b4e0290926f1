import { NativeConnection } from '@temporalio/worker';
import { createWorker } from '../../worker/create-worker';
import { journaling } from './journaling-agent';
import { CONFIG } from './temporal';
import { workflowBundle } from './workflow-bundle';

/** A worker in a process of its own, so that a test can end it by -9. Prints `ready` once it polls. */
async function main([address = '', taskQueue = '', journal]: string[]): Promise<void> {
  const connection = await NativeConnection.connect({ address });
  const worker = await createWorker({
    config: journal === undefined ? CONFIG : journaling(journal),
    connection,
    taskQueue,
    workflowBundle: workflowBundle(),
  });
  const running = worker.run();
  process.stdout.write('ready\n');
  await running;
}

void main(process.argv.slice(2));
