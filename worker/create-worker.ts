import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { notificationActivities, requestActivities, runActivities } from '../activities/create-activities';
import { encrypts, withEncryption } from '../codec/data-converter';
import { readEncryption } from '../codec/settings';
import type { Config, ConfigInput } from '../contract/config/config';
import { defined } from '../contract/defined';
import type { EncryptionOptions } from '../contract/encryption';
import { DEFAULT_TASK_QUEUE } from '../contract/names';
import { prebuiltBundleFor, preloadModules, withEncodedFailures, workflowsPath } from './bundle';
import { parseConfig } from './config';
import { withSafeErrors } from './safe-errors';

/**
 * Thousands of signals sent while no worker ran come in one task and take up to a millisecond each. With the default of 5 s
 * that task would always fail. The client allows 30 s for it. (The SDK reads this option, but its types lack it.)
 */
const LONG_TASKS: object = { isolateExecutionTimeout: '25s' };

/** The config and the connection of a worker, and how much it does at once. */
export interface CreateWorkerOptions {
  config: ConfigInput;
  connection: NativeConnection;
  /** Default `default`. */
  namespace?: string;
  /** Default: `HITL_TASK_QUEUE`, the config's, `hitl`. */
  taskQueue?: string;
  /** The address of the admin server, for links in messages. Default: the config's `admin.url`. */
  adminUrl?: string;
  /** Encrypts payloads. Default: `HITL_ENCRYPTION_KEYS` or `HITL_ENCRYPTION_KEYS_FILE`; without keys nothing is encrypted. */
  encryption?: EncryptionOptions;
  /** Your own bundle. Default: the prebuilt bundle or, if `worker` changes its content, a new bundle, which takes seconds. */
  workflowBundle?: WorkerOptions['workflowBundle'];
  /** Further options of Temporal's worker, such as a data converter or interceptors. */
  worker?: Partial<WorkerOptions>;
}

/**
 * Creates a Temporal worker that runs requests, escalations and agent runs under `config`.
 *
 * @throws ConfigError when the config is not valid
 * @throws InvalidInput when an encryption key is not valid
 */
export async function createWorker(options: CreateWorkerOptions): Promise<Worker> {
  const config = parseConfig(options.config);
  const encryption = readEncryption(options.encryption);
  const { connection } = options;
  const dataConverter = withEncryption(encryption, 'keep', options.worker?.dataConverter);
  const worker = { ...options.worker, dataConverter };
  const bundle = options.workflowBundle ?? prebuiltBundleFor({ connection, ...worker });
  const workflowBundle = encrypts(encryption) && bundle ? withEncodedFailures(bundle) : bundle;
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
 * Adds the activities of this package to a worker's options. `createWorker` and `hitlPlugin` share it, so that both register
 * the same activities.
 */
export function withHitlActivities<O extends WorkerOptions>(
  options: O,
  config: Config,
  adminUrl?: string,
): O {
  return {
    ...LONG_TASKS,
    ...defined({ maxCachedWorkflows: config.maxCachedWorkflows }),
    ...options,
    activities: {
      ...options.activities,
      ...requestActivities(config),
      ...runActivities(config),
      ...notificationActivities(config, adminUrl),
    },
    interceptors: withSafeErrors(options.interceptors),
    // Above 2 MB the SDK would neither accept nor refuse an update, and retry forever. The workflow's validator refuses it instead.
    disablePayloadErrorLimit: true,
  };
}

/** The task queue of a worker: the option, else `HITL_TASK_QUEUE`, the config's, or `hitl`. */
export function taskQueueOf(configured?: string, option?: string): string {
  return option || process.env.HITL_TASK_QUEUE || configured || DEFAULT_TASK_QUEUE;
}
