import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { notificationActivities, requestActivities, runActivities } from '../activities/create-activities';
import type { Config, ConfigInput } from '../contract/config/config';
import { DEFAULT_TASK_QUEUE } from '../contract/names';
import { parseConfig } from './config';
import { prebuiltBundleFor, preloadModules, workflowsPath } from './bundle';
import { withSafeErrors } from './safe-errors';

/**
 * Thousands of signals sent while no worker ran come in one task, at up to a millisecond each: the usual 5 s would fail
 * that task for ever. The client allows such a task 30 s. (The SDK reads this option but leaves it out of its types.)
 */
const LONG_TASKS: object = { isolateExecutionTimeout: '25s' };

export interface CreateWorkerOptions {
  config: ConfigInput;
  connection: NativeConnection;
  /** Default `default`. */
  namespace?: string;
  /** Default: `HITL_TASK_QUEUE`, the config's, `hitl`. */
  taskQueue?: string;
  /** Where the admin server is, for links in messages. Default: the config's `admin.url`. */
  adminUrl?: string;
  /** A bundle of your own. Default: the one that came with this package or, if `worker` changes it, one made now, in seconds. */
  workflowBundle?: WorkerOptions['workflowBundle'];
  /** More for Temporal's worker, such as a data converter or interceptors. */
  worker?: Partial<WorkerOptions>;
}

/**
 * A Temporal worker that plans and hosts requests under `config`.
 *
 * @throws ConfigError when the config is not valid
 */
export async function createWorker(options: CreateWorkerOptions): Promise<Worker> {
  const config = parseConfig(options.config);
  const { connection, worker = {} } = options;
  const workflowBundle = options.workflowBundle ?? prebuiltBundleFor({ connection, ...worker });
  const given = {
    connection,
    namespace: options.namespace ?? 'default',
    taskQueue: taskQueueOf(config.taskQueue, options.taskQueue),
    ...(workflowBundle ? { workflowBundle } : { workflowsPath, bundlerOptions: { preloadModules } }),
    ...worker,
  };
  return Worker.create(withHitlActivities(given, config, options.adminUrl));
}

/**
 * The options of a worker that runs all activities of our workflows beside its own. `createWorker` and `hitlPlugin` share
 * it, so that neither lacks what the other registers.
 */
export function withHitlActivities<O extends WorkerOptions>(
  options: O,
  config: Config,
  adminUrl?: string,
): O {
  return {
    ...LONG_TASKS,
    ...(config.maxCachedWorkflows !== undefined && { maxCachedWorkflows: config.maxCachedWorkflows }),
    ...options,
    activities: {
      ...options.activities,
      ...requestActivities(config),
      ...runActivities(config),
      ...notificationActivities(config, adminUrl),
    },
    interceptors: withSafeErrors(options.interceptors),
    // Past 2 MB the SDK would neither accept nor refuse an update, and retry for ever; our validator refuses it.
    disablePayloadErrorLimit: true,
  };
}

/** Which task queue a worker listens on: the option, `HITL_TASK_QUEUE`, the config's, `hitl`. */
export function taskQueueOf(configured?: string, option?: string): string {
  return option || process.env.HITL_TASK_QUEUE || configured || DEFAULT_TASK_QUEUE;
}
