import { NativeConnection } from '@temporalio/worker';
import { createWorker } from '../../worker/create-worker';
import { CONFIG } from './temporal';
import { SECRET } from './webhook-receiver';
import { workflowBundle } from './workflow-bundle';

/** A worker that tells a webhook of everything, in a process that a test can end by -9. Prints `ready` once it polls. */
async function main([address = '', taskQueue = '', url = '']: string[]): Promise<void> {
  const connection = await NativeConnection.connect({ address });
  const worker = await createWorker({
    config: { ...CONFIG, channels: { hooks: { type: 'webhook', url, secrets: [SECRET] } } },
    connection,
    taskQueue,
    workflowBundle: workflowBundle(),
  });
  const running = worker.run();
  process.stdout.write('ready\n');
  await running;
}

void main(process.argv.slice(2));
