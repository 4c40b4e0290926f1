import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createWorker } from '../worker/create-worker';
import { planCarefully } from './careful-rules';
import { CONFIG, TASK_QUEUE } from './subjects';
import type { Answers, WorkerSettings } from './worker-child';

// A worker in its own process, so that its memory and processor time can be measured.
async function main({ address, codePath, inMainThread, maxCachedWorkflows }: WorkerSettings): Promise<void> {
  const filter = { core: 'ERROR', other: 'ERROR' } as const;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter, forward: {} } },
  });
  const connection = await NativeConnection.connect({ address });
  const worker = await createWorker({
    config: { ...CONFIG, maxCachedWorkflows },
    connection,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath },
    worker: { activities: { planCarefully }, ...(inMainThread && { debugMode: true }) },
  });

  const answers: { [Q in keyof Answers]: () => Promise<Answers[Q]> } = {
    async status() {
      const { numCachedWorkflows, numInFlightWorkflowActivations, numInFlightLocalActivities } =
        worker.getStatus();
      return {
        cached: numCachedWorkflows,
        busy: numInFlightWorkflowActivations + numInFlightLocalActivities,
      };
    },
    async memory() {
      for (let round = 0; round < 3; round++) {
        globalThis.gc?.();
        await sleep(100);
      }
      const { heapUsed: heap, rss } = process.memoryUsage();
      return { heap, rss };
    },
    async cpu() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
  };
  process.on('message', (question: keyof Answers) => {
    void answers[question]().then((answer) => process.send?.(answer));
  });
  process.once('disconnect', () => worker.shutdown());
  const running = worker.run();
  process.send?.('ready');
  await running;
  await connection.close();
}

main(JSON.parse(process.argv[2] ?? '') as WorkerSettings).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
