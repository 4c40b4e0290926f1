import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { notificationActivities, requestActivities, runActivities } from '../activities/create-activities';
import { encrypts, withEncryption } from '../codec/data-converter';
import { readEncryption } from '../codec/settings';
import type { Config, ConfigInput } from '../contract/config/config';
import { defined } from '../contract/defined';
import type { EncryptionOptions } from '../contract/encryption';
import { ConfigError } from '../contract/errors';
import { DEFAULT_TASK_QUEUE } from '../contract/names';
import { visibleLine } from '../rules/text';
import { traceSinks, withTracing } from '../tracing/worker';
import { prebuiltBundleFor, preloadModules, withEncodedFailures, workflowsPath } from './bundle';
import { parseConfig } from './config';
import { withSafeErrors } from './safe-errors';

/**
 * Thousands of signals sent while no worker ran come in one task and take up to a millisecond each. With the default of 5 s
 * that task would always fail. The client allows 30 s for it. (The SDK reads this option, but its types lack it.)
 */
export const LONG_TASKS: object = { isolateExecutionTimeout: '25s' };

/** A version of a worker: the name of its deployment, without `.` and `:`, and the id of this build. Neither begins with `__`. */
export interface WorkerVersion {
  name: string;
  buildId: string;
}

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
  /**
   * The version of this worker, for Temporal's worker versioning. Such a worker gets tasks only once its version is current or
   * ramping. Default: not versioned.
   */
  deployment?: WorkerVersion;
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
    ...(options.deployment && { workerDeploymentOptions: versioned(options.deployment) }),
    ...worker,
  };
  return Worker.create(withHitlActivities(given, config, options.adminUrl));
}

/**
 * Every workflow of this package says itself whether it is pinned. The default is for other workflows in the bundle.
 *
 * @throws ConfigError when Temporal would refuse the version: the worker would poll forever and get nothing
 */
function versioned({ name, buildId }: WorkerVersion): WorkerOptions['workerDeploymentOptions'] {
  if (!/^(?!__)[^.:]+$/.test(name))
    throw new ConfigError(
      `the deployment '${visibleLine(name)}' must not be empty, contain '.' or ':', or begin with '__'`,
    );
  if (!/^(?!__)./.test(buildId))
    throw new ConfigError(`the build id '${visibleLine(buildId)}' must not be empty or begin with '__'`);
  return {
    version: { deploymentName: name, buildId },
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'AUTO_UPGRADE',
  };
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
  refuseUnusedVersion(options);
  const activities = {
    ...requestActivities(config),
    ...runActivities(config),
    ...notificationActivities(config, adminUrl),
  };
  return {
    ...LONG_TASKS,
    ...defined({ maxCachedWorkflows: config.maxCachedWorkflows }),
    ...options,
    activities: { ...options.activities, ...activities },
    interceptors: withTracing(withSafeErrors(options.interceptors), Object.keys(activities)),
    sinks: { ...options.sinks, ...traceSinks },
    // Above 2 MB the SDK would neither accept nor refuse an update, and retry forever. The workflow's validator refuses it instead.
    disablePayloadErrorLimit: true,
  };
}

/**
 * A workflow in the sandbox sees only the name of the version, and not whether it is used. It would send its versioning behavior,
 * and Temporal would refuse each of its tasks.
 *
 * @throws ConfigError
 */
function refuseUnusedVersion({ workerDeploymentOptions }: WorkerOptions): void {
  if (workerDeploymentOptions?.useWorkerVersioning !== false) return;
  throw new ConfigError(
    'workerDeploymentOptions has a version and useWorkerVersioning: false. Remove workerDeploymentOptions, or use worker versioning',
  );
}

/** The task queue of a worker: the option, else `HITL_TASK_QUEUE`, the config's, or `hitl`. */
export function taskQueueOf(configured?: string, option?: string): string {
  return option || process.env.HITL_TASK_QUEUE || configured || DEFAULT_TASK_QUEUE;
}
