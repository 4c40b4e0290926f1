import { runWorker } from './run-worker';
import { CONFIG } from './temporal';
import { SECRET } from './webhook-receiver';

/** A worker that notifies a webhook of every event, in a process that a test can kill with -9. */
const [address = '', taskQueue = '', url = ''] = process.argv.slice(2);
void runWorker(address, taskQueue, {
  ...CONFIG,
  channels: { hooks: { type: 'webhook', url, secrets: [SECRET] } },
});
