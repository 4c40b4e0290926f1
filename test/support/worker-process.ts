import { journaling } from './journaling-agent';
import { runWorker } from './run-worker';
import { CONFIG } from './temporal';

/** A worker in its own process, so that a test can kill it with -9. */
const [address = '', taskQueue = '', journal] = process.argv.slice(2);
void runWorker(address, taskQueue, journal === undefined ? CONFIG : journaling(journal));
