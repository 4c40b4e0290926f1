import { DefaultLogger, Runtime, type Worker } from '@temporalio/worker';
import { GlobalHandlers, globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared';
import type { ConfigInput } from '../../contract/config/config';

/** Slow tests, and the programs that tests start, run what they test as production does. */
export const runsAsInProduction =
  typeof expect !== 'function' || expect.getState().testPath?.endsWith('.slow.test.ts') === true;

/** In other tests, workflows run in the worker's own thread, because starting other threads takes half a second of CPU. */
export const WITHOUT_THREADS = { debugMode: !runsAsInProduction };
if (WITHOUT_THREADS.debugMode && typeof afterAll === 'function') {
  keepStackTracesOfTests();
  // Without this, the SDK would also collect a stack trace for each promise in later test files of this process.
  afterAll(() => globalHandlers.uninstall());
}

/** What the SDK does to the stack traces of a process. `private` there. */
interface StackTraces {
  overridePrepareStackTrace: (this: unknown) => void;
}

/**
 * Without threads, the SDK writes the stack trace of each error of this process, and of a test's errors without its source
 * map. So it writes only those of workflow bundles.
 */
function keepStackTracesOfTests(): void {
  const { overridePrepareStackTrace } = GlobalHandlers.prototype as unknown as StackTraces;
  (globalHandlers as unknown as StackTraces).overridePrepareStackTrace = () => {
    const ofTests = Error.prepareStackTrace?.bind(Error);
    overridePrepareStackTrace.call(globalHandlers);
    const ofWorkflows = Error.prepareStackTrace?.bind(Error);
    if (ofTests === undefined || ofWorkflows === undefined) return;
    const isOfWorkflow = (call: NodeJS.CallSite) =>
      globalHandlers.bundleFilenameToSourceMapConsumer.has(call.getFileName() ?? '');
    Error.prepareStackTrace = (error, calls) =>
      (calls.some(isOfWorkflow) ? ofWorkflows : ofTests)(error, calls);
  };
}

/** A worker that polls until it is stopped. */
export interface RunningWorker {
  /** Fails immediately if the worker fails first. */
  during<T>(story: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** @param close what to close once it has stopped */
export function runningWorker(worker: Worker, close: () => Promise<void> = async () => {}): RunningWorker {
  const running = worker.run();
  const failed = running.then(() => Promise.reject(new Error('the worker was stopped during a test')));
  failed.catch(() => {});
  return {
    during: (story) => Promise.race([story(), failed]),
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running.finally(close);
    },
  };
}

/** Reuses the last worker as long as the next test needs one with the same config. */
export function keptWorker<W extends RunningWorker>(start: (config: ConfigInput) => Promise<W>) {
  let kept: { config: ConfigInput; worker: Promise<W> } | undefined;
  const stop = async () => {
    const last = kept;
    kept = undefined;
    // A worker that could not start has already failed its own test.
    await last?.worker.then(
      (worker) => worker.stop(),
      () => {},
    );
  };
  return {
    async with(config: ConfigInput): Promise<W> {
      if (kept?.config !== config) {
        await stop();
        kept = { config, worker: start(config) };
      }
      return kept.worker;
    },
    stop,
  };
}

/** The files of one test process share the runtime. It goes with its last worker or connection, so each file asks for it. */
export function quietRuntime(): void {
  if ((Runtime as unknown as { _instance?: Runtime })._instance !== undefined) return;
  const logging = { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } as const;
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging } });
}
