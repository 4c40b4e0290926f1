import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { ApprovalManager, Notifications, Operations, type StuckWorkflow } from '../../../client';
import { GRPC, grpcError } from '../../../client/temporal/calls';
import { connectClient, HOW_TO_REACH } from '../../../client/temporal/connect';
import type { Config } from '../../../contract/config/config';
import { searchAttributesCommand } from '../../../contract/names';
import { visibleLine } from '../../../rules/text';
import { checkSearchAttributes } from '../../../worker/search-attributes';
import { formatDuration } from '../../text/time';
import { type ConnectionFlags, connectionSettings } from '../flags';
import { resolvedConnection } from '../temporal';
import { failed, type Check, passed } from './check';
import { checkEncryption } from './check-encryption';
import { checkRetention } from './check-retention';
import { checkVersions } from './check-versions';

/** Checks whether Temporal answers and has what requests need. The first check tells whether it answers. */
export async function checkTemporal(
  flags: ConnectionFlags,
  taskQueue: string,
  config?: Config,
): Promise<Check[]> {
  let client: Client | undefined;
  try {
    const { address, addressFrom, namespace, options } = resolvedConnection(flags);
    client = await connectClient(connectionSettings(flags, options.tls));
    const described = await client.workflowService.describeNamespace({ namespace });
    const there = passed('Temporal', `answers at ${address} (${addressFrom}), namespace ${namespace}`);
    const seconds = Number(described.config?.workflowExecutionRetentionTtl?.seconds ?? 0);
    const retention = config !== undefined && seconds > 0 ? [checkRetention(config, seconds * 1000)] : [];
    return [there, ...retention, ...(await inside(client, namespace, taskQueue))];
  } catch (error) {
    // The error's message ends with what to do, which is a separate line here.
    const found = (error as Error).message.replace(HOW_TO_REACH, '').trim();
    return [failed('Temporal', found, HOW_TO_REACH)];
  } finally {
    await client?.connection.close();
  }
}

async function inside(client: Client, namespace: string, taskQueue: string): Promise<Check[]> {
  const checks = await Promise.all([
    orWhy('search attributes', () => attributes(client, namespace)),
    orWhy('workers', () => checkWorkers(client, namespace, taskQueue)),
    orWhy('pending requests', () => pending(client)),
    orWhy('encryption', () => checkEncryption(client)),
    orWhy('notifications', () => checkNotifications(client)),
    orWhy('stuck workflows', () => checkStuck(client)),
  ]);
  return checks.flat();
}

async function attributes(client: Client, namespace: string): Promise<Check> {
  const name = 'search attributes';
  const { missing, wrong } = await checkSearchAttributes(client.connection, namespace);
  if (wrong.length > 0)
    return failed(
      name,
      `wrong type: ${wrong.join(', ')}`,
      `Remove them and register them again, or use another namespace:\n${searchAttributesCommand(namespace, wrong)}`,
    );
  if (missing.length === 0) return passed(name, 'registered');
  return failed(
    name,
    `missing: ${missing.join(', ')}`,
    `Start a worker, or register them:\n${searchAttributesCommand(namespace, missing)}`,
  );
}

async function pending(client: Client): Promise<Check> {
  const count = await new ApprovalManager(client).countRequests({ status: 'pending' });
  return passed('pending requests', `${count}`);
}

async function orWhy(name: string, look: () => Promise<Check | Check[]>): Promise<Check | Check[]> {
  try {
    return await look();
  } catch (error) {
    return failed(
      name,
      `could not be checked: ${(error as Error).message}`,
      'Ask an operator of this Temporal for permission.',
    );
  }
}

const VERSIONED = temporal.api.enums.v1.WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED;

/** A poll lasts one minute. A worker without a poll for longer has gone, although Temporal lists it for five minutes. */
const POLLS_WITHIN_MS = 90_000;

/** Checks whether a worker polls the task queue and, where workers have versions, whether it gets tasks. */
async function checkWorkers(client: Client, namespace: string, taskQueue: string): Promise<Check[]> {
  const name = 'workers';
  const { pollers, versioningInfo } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  const ages = (pollers ?? []).map(({ identity, lastAccessTime, deploymentOptions }) => ({
    identity: visibleLine(identity ?? ''),
    age: Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000,
    version: deploymentOptions,
    isVersioned: deploymentOptions?.workerVersioningMode === VERSIONED,
  }));
  const present = ages.filter(({ age }) => age < POLLS_WITHIN_MS);
  const versions = checkVersions({ taskQueue, namespace, polling: present, versioningInfo });
  if (present.length > 0)
    return [
      passed(
        name,
        `${present.length} on task queue ${taskQueue}: ${present.map(({ identity }) => identity).join(', ')}`,
      ),
      ...versions,
    ];
  const last = Math.min(...ages.map(({ age }) => age));
  const seen = Number.isFinite(last) ? `; the last was seen ${formatDuration(last)} ago` : '';
  return [
    failed(
      name,
      `none on task queue ${taskQueue}${seen}`,
      'Start `hitl worker`. If one is running, check its task queue. Requests and decisions are kept until a worker is back.',
    ),
  ];
}

const MAX_FAILED_NAMED = 5;

/** Checks for notifications that failed on every channel, within the namespace's retention. */
async function checkNotifications(client: Client): Promise<Check> {
  const notifications = new Notifications(client);
  const count = await notifications.countFailing().catch((error: unknown) => {
    // Before the search attributes are registered there are no notifications.
    if (grpcError(error)?.code === GRPC.INVALID_ARGUMENT) return 0;
    throw error;
  });
  if (count === 0) return passed('notifications', 'none failed');
  const ids = await notifications.listFailing(MAX_FAILED_NAMED);
  return failed(
    'notifications',
    `failed for about ${count} ${count === 1 ? 'request or escalation' : 'requests and escalations'}: ${ids.join(', ')}${count > ids.length ? ', …' : ''}`,
    '`hitl show ID` shows who was not notified and why. `hitl webhooks redeliver ID` sends webhooks again.',
  );
}

const STUCK = 'stuck workflows';
const MAX_STUCK_NAMED = 5;

/** Checks for workflows whose workflow task keeps failing. They accept no decision and never expire. */
async function checkStuck(client: Client): Promise<Check> {
  const stuck = await new Operations(client).findStuck();
  const [first] = stuck;
  if (first === undefined) return passed(STUCK, 'none');
  const more = stuck.length > MAX_STUCK_NAMED ? `\nand ${stuck.length - MAX_STUCK_NAMED} more` : '';
  return failed(
    STUCK,
    `${stuck.length}\n${stuck.slice(0, MAX_STUCK_NAMED).map(line).join('\n')}${more}`,
    'If the cause is in the code of the worker, correct the worker first: the workflows then continue by themselves.\n' +
      `To reset one to before the failing task: hitl heal ${first.id}`,
  );
}

function line({ id, kind, attempts, isPastDeadline, since, cause, message }: StuckWorkflow): string {
  const when = since === undefined ? '' : ` since ${since}`;
  const late = isPastDeadline ? ', past its deadline' : '';
  const why = [cause, message].filter((part) => part !== undefined).join(': ');
  return `${id} (${kind}${late}): ${attempts} attempts${when}${why && `; ${visibleLine(why)}`}`;
}
