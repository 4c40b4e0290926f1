import { journaling } from './journaling-agent';
import { runWorker } from './run-worker';
import { CONFIG } from './temporal';

/** A worker in a process of its own, so that a test can end it by -9. */
const [address = '', taskQueue = '', journal] = process.argv.slice(2);
void runWorker(address, taskQueue, journal === undefined ? CONFIG : journaling(journal));
