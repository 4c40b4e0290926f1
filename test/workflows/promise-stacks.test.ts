import { randomUUID } from 'node:crypto';
import { ApplicationFailure, type WorkflowFailedError } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { quietRuntime, runningWorker, type RunningWorker } from '../support/running-worker';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

/*
 * Our workflows skip the stack trace that the SDK takes for each promise. The same workflows run in two workers: one with our
 * preloaded modules, and one that preloads nothing, as with workflows of a user. Workflows run in threads, since the SDK
 * installs its promise hook for each thread.
 */

const workflowsPath = require.resolve('../support/promise-stack-workflows');
const QUEUES = { without: `without-${randomUUID()}`, with: `with-${randomUUID()}` };

let temporal: TemporalForTests;
let connection: NativeConnection;
let workers: RunningWorker[] = [];

beforeAll(async () => {
  quietRuntime();
  temporal = await startTemporal({ searchAttributes: false });
  connection = await NativeConnection.connect({ address: temporal.address });
  const start = async (taskQueue: string, preloadModules: string[]) => {
    const workflowBundle = await bundleWorkflowCode({
      workflowsPath,
      preloadModules,
      logger: new DefaultLogger('ERROR'),
    });
    return runningWorker(
      await Worker.create({ connection, namespace: temporal.namespace, taskQueue, workflowBundle }),
    );
  };
  workers = [
    await start(QUEUES.without, [require.resolve('../support/promise-stack-preload')]),
    await start(QUEUES.with, []),
  ];
}, 60_000);

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await connection?.close();
  await temporal?.stop();
});

const start = (workflow: string, taskQueue: string) =>
  temporal.client.workflow.start(workflow, { taskQueue, workflowId: randomUUID(), args: [] });

const stackTraceOf = async (taskQueue: string) => {
  const handle = await start('waitsForRelease', taskQueue);
  const stack = await handle.query<string>('__stack_trace');
  await handle.terminate();
  return stack;
};

it('the query __stack_trace lists locations only where the stack traces are taken', async () => {
  expect(await stackTraceOf(QUEUES.with)).toMatch(/waitsForRelease/);
  expect(await stackTraceOf(QUEUES.without)).not.toMatch(/waitsForRelease/);
});

it('an error keeps its stack trace, with the names and lines of the sources', async () => {
  const handle = await start('failsInNamedFunction', QUEUES.without);
  const { cause } = (await handle.result().catch((error: unknown) => error)) as WorkflowFailedError;
  expect(cause).toBeInstanceOf(ApplicationFailure);
  expect(cause?.stack).toMatch(/at throwsHere \(.*promise-stack-workflows\.ts:\d+:\d+\)/);
});

it('an unhandled rejection fails the workflow task and names the error', async () => {
  const handle = await start('rejectsUnhandled', QUEUES.without);
  const failure = async () =>
    (await handle.fetchHistory()).events?.find((event) => event.workflowTaskFailedEventAttributes)
      ?.workflowTaskFailedEventAttributes?.failure?.message;
  await eventually(async () => (await failure()) !== undefined);
  expect(await failure()).toBe('Unhandled Promise rejection: Error: nobody handles this');
  await handle.terminate();
});

it('any other source becomes a function as usual', async () => {
  const handle = await start('waitsForRelease', QUEUES.without);
  await handle.signal('release');
  expect(await handle.result()).toEqual(['12', 'true']);
});
