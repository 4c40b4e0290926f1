import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createWorker } from '../../worker/create-worker';
import { plainDeployment, QUEUES, signedDeployment } from './deployment';

/** What a worker of a campaign is started with. */
export interface WorkerArguments {
  address: string;
  codePath: string;
  webhookUrl: string;
  journal: string;
  publicKey: string;
}

/** One process with a worker for each deployment, which the campaign kills. */
async function main({ address, codePath, webhookUrl, journal, publicKey }: WorkerArguments): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect({ address });
  // Tasks of a killed worker go to another worker after one second instead of ten.
  const worker = {
    stickyQueueScheduleToStartTimeout: '1s',
    maxConcurrentWorkflowTaskExecutions: 20,
    maxCachedWorkflows: 300,
  } as const;
  const shared = { connection, workflowBundle: { codePath }, worker };
  const workers = await Promise.all([
    createWorker({ ...shared, config: plainDeployment(webhookUrl, journal), taskQueue: QUEUES.plain }),
    createWorker({ ...shared, config: signedDeployment(publicKey), taskQueue: QUEUES.signed }),
  ]);
  process.once('disconnect', () => process.exit());
  process.send?.('ready');
  await Promise.all(workers.map((each) => each.run()));
}

main(JSON.parse(process.argv[2] ?? '') as WorkerArguments).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
