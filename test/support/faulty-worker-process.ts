import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import type { ConfigInput } from '../../contract/config/config';
import { createWorker } from '../../worker/create-worker';
import { workflowBundle } from './workflow-bundle';

/**
 * Two workers in one process that a test can kill with -9. One has a static directory. The other has a slow directory
 * function and accepts only signed decisions. Arguments: address, task queues, public key.
 */
const [address = '', plainQueue = '', signedQueue = '', publicKey = ''] = process.argv.slice(2);

const PEOPLE = ['ana', 'bo', 'cy'];
const policies = [
  {
    name: 'payments',
    approvers: ['finance-team'],
    quorum: 2,
    expireAfter: process.env.HITL_EXPIRE_AFTER ?? '8s',
  },
] as ConfigInput['policies'];

const plain: ConfigInput = { policies, directory: { 'finance-team': PEOPLE } };
const signed: ConfigInput = {
  policies,
  decisions: { signed: true, keys: [{ id: 'key-1', publicKey }] },
  directory: async (name) => {
    await sleep(Math.random() * 200);
    return name === 'finance-team' ? PEOPLE : undefined;
  },
};

async function main(): Promise<void> {
  const connection = await NativeConnection.connect({ address });
  const options = { connection, workflowBundle: await workflowBundle() };
  // Tasks of a killed worker go to another worker after one second instead of ten.
  const worker = {
    stickyQueueScheduleToStartTimeout: '1s',
    maxConcurrentWorkflowTaskExecutions: 20,
  } as const;
  const workers = await Promise.all([
    createWorker({ config: plain, taskQueue: plainQueue, worker, ...options }),
    createWorker({ config: signed, taskQueue: signedQueue, worker, ...options }),
  ]);
  const running = workers.map((each) => each.run());
  process.stdout.write('ready\n');
  await Promise.all(running);
}
void main();
