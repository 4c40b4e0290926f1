import { Connection, type WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../contract/config/config';
import type { DecisionMessage, Verdict } from '../../contract/decision';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { Confirmation, RequestContent, RequestRecord } from '../../contract/request';
import { createWorker } from '../../worker/create-worker';
import { addSearchAttributes } from '../../worker/search-attributes';
import { startTimeSkipping } from '../../worker/temporal/time-skipping';
import { query } from './query';
import { RETRIES } from './retries';
import {
  keptWorker,
  quietRuntime,
  type RunningWorker,
  runningWorker,
  WITHOUT_THREADS,
} from './running-worker';
import { eventually } from './temporal';
import { update } from './update';
import { workflowBundle } from './workflow-bundle';

let count = 0;

/** A time-skipping server with our search attributes. */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const env = await withOurRetries(startTimeSkipping);
  const teardown = env.teardown.bind(env);
  try {
    await addSearchAttributes(env.connection, env.namespace ?? 'default');
  } catch (error) {
    await teardown();
    throw error;
  }
  env.teardown = async () => {
    await keptWorkers.get(env)?.stop();
    await teardown();
  };
  return env;
}

/** A request on the time-skipping server, and functions that act on it. */
export async function startApproval(
  env: TestWorkflowEnvironment,
  taskQueue: string,
  content: Partial<RequestContent> = {},
) {
  const handle = await env.client.workflow.start(WORKFLOW_TYPES.approval, {
    workflowId: `request-${++count}`,
    taskQueue,
    args: [
      {
        content: {
          action: 'transfer_funds',
          context: { amount: 15_000 },
          requesterId: 'agent-1',
          ...content,
        },
      },
    ],
  });
  return actingOn(handle);
}

/** A confirmation on the time-skipping server, and functions that act on it. By default: ana or bo, within an hour. */
export async function startConfirmation(
  env: TestWorkflowEnvironment,
  taskQueue: string,
  confirmation: Partial<Confirmation> = {},
  content: Partial<RequestContent> = {},
) {
  const asked = { message: 'Deploy?', confirmers: ['ana', 'bo'], expireAfter: 3_600_000, ...confirmation };
  const handle = await env.client.workflow.start(WORKFLOW_TYPES.confirmation, {
    workflowId: `request-${++count}`,
    taskQueue,
    args: [
      {
        content: { action: 'deploy', context: { arguments: ['v2'] }, requesterId: 'ana', ...content },
        confirmation: asked,
      },
    ],
  });
  return actingOn(handle);
}

/** The record once the policies are evaluated: on a busy machine a query may be answered before. */
async function plannedRecord(handle: WorkflowHandle): Promise<RequestRecord> {
  const read = () => query<RequestRecord>(handle, 'get');
  let record = await read();
  await eventually(async () => {
    if (record.plan === undefined && record.status === 'pending') record = await read();
    return record.plan !== undefined || record.status !== 'pending';
  });
  return record;
}

function actingOn(handle: WorkflowHandle) {
  const decide = (message: Partial<DecisionMessage>) => ({
    decision: 'approve',
    decidedBy: 'ana',
    ...message,
  });
  return {
    handle,
    id: handle.workflowId,
    record: () => plannedRecord(handle),
    result: () => handle.result() as Promise<RequestRecord>,
    update: (message: Partial<DecisionMessage> = {}) => update<Verdict>(handle, 'decide', decide(message)),
    signal: (message: Partial<DecisionMessage> = {}) => handle.signal('decide', decide(message)),
    cancel: (cancelledBy: string, reason?: string) =>
      update<Verdict>(handle, 'cancel', { cancelledBy, ...(reason && { reason }) }),
  };
}

type QueueWorker = RunningWorker & { taskQueue: string };
const keptWorkers = new WeakMap<TestWorkflowEnvironment, ReturnType<typeof keptWorker<QueueWorker>>>();

/**
 * Runs `story` while a worker with this config runs. The worker is reused until a test needs another config. Each worker
 * has its own task queue.
 */
export async function withWorker<T>(
  env: TestWorkflowEnvironment,
  config: ConfigInput,
  story: (taskQueue: string) => Promise<T>,
): Promise<T> {
  const kept = keptWorkers.get(env) ?? keptWorker((asked) => startWorker(env, asked));
  keptWorkers.set(env, kept);
  const worker = await kept.with(config);
  return worker.during(() => story(worker.taskQueue));
}

async function startWorker(env: TestWorkflowEnvironment, config: ConfigInput): Promise<QueueWorker> {
  const taskQueue = `queue-${++count}`;
  const worker = await createWorker({
    config,
    taskQueue,
    connection: env.nativeConnection,
    ...(env.namespace && { namespace: env.namespace }),
    workflowBundle: await workflowBundle(),
    worker: WITHOUT_THREADS,
  });
  return { taskQueue, ...runningWorker(worker) };
}

/** The environment creates its own connection and has no option for it. */
async function withOurRetries<T>(start: () => Promise<T>): Promise<T> {
  const connect = Connection.connect.bind(Connection);
  Connection.connect = (options) => connect({ ...options, interceptors: RETRIES });
  try {
    return await start();
  } finally {
    Connection.connect = connect;
  }
}
