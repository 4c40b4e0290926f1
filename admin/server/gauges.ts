import type { ConnectionLike } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { Gauge } from 'prom-client';
import { callTemporal } from '../../client/temporal/calls';
import { countOf } from '../../client/temporal/page';
import { LEVELS, SEVERITIES, WORKFLOW_TYPES } from '../../contract/names';
import { cached } from '../access/cache';
import type { AdminContext } from '../http/context';

/*
 * Gauges of what is open in Temporal, and of its task queue. They need no worker. Several admin servers show the same values, so
 * take their maximum, not their sum.
 */

/** Temporal counts again after this time. A count reads all open workflows, and a scrape needs about twenty. */
const CACHE_MS = 10_000;

/** The age of pending requests, as `hitl_pending_requests_older_than` counts it. */
const AGES = ['5m', '1h', '4h', '24h', '7d'] as const;

/** A poll lasts one minute. A worker without a poll for longer has gone, although Temporal lists it for five minutes. */
const POLLS_WITHIN_MS = 90_000;

const { TaskQueueType } = temporal.api.enums.v1;
const QUEUE_TYPES = {
  workflow: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  activity: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
} as const;

/** A value with its labels. */
type Sample = [labels: Record<string, string>, value: number];

const TIMEOUT_MS = 2_000;

/** A connection to Temporal, of a client or of a worker. */
export type Connection = Pick<ConnectionLike, 'withDeadline' | 'workflowService'>;

/** Rejects if Temporal does not answer within two seconds. */
export async function reachTemporal(connection: Connection): Promise<void> {
  await connection.withDeadline(Date.now() + TIMEOUT_MS, () => connection.workflowService.getSystemInfo({}));
}

/** Adds the gauges. Their values are read when Prometheus asks. */
export function addGauges(admin: AdminContext): void {
  const { approvals, escalations, notifications, stuck } = admin;
  const reached = () =>
    reachTemporal(admin.client.connection).then(
      (): Sample[] => [[{}, 1]],
      (): Sample[] => [[{}, 0]],
    );
  addGauge(admin, 'hitl_temporal_reachable', '1 if Temporal answers this admin server, else 0.', [], reached);
  const one = async (value: Promise<number>): Promise<Sample[]> => [[{}, await value]];
  addGauge(admin, 'hitl_pending_requests', 'Requests waiting for a decision.', [], () =>
    one(approvals.countRequests({ status: 'pending' })),
  );
  addGauge(admin, 'hitl_open_escalations', 'Escalations waiting for a resolution.', [], () =>
    one(escalations.countEscalations({ status: 'open' })),
  );
  addGauge(
    admin,
    'hitl_notifications_failing',
    'Requests and escalations with a recipient that no channel could notify.',
    [],
    () => one(notifications.countFailing()),
  );
  addGauge(
    admin,
    'hitl_stuck_workflows',
    'Workflows whose workflow task keeps failing. They process no decisions and do not end.',
    [],
    () => one(stuck().then(({ length }) => length)),
  );
  addDetails(admin);
  addTaskQueue(admin);
}

/** What is pending, by severity, level and age. */
function addDetails(admin: AdminContext): void {
  const { approvals, escalations, client } = admin;
  const add = (name: string, help: string, labels: string[], read: () => Promise<Sample[]>) =>
    addGauge(admin, name, help, labels, cached(CACHE_MS, read));
  add('hitl_pending_requests_by_severity', 'Pending requests by severity.', ['severity'], async () => {
    const all = await approvals.countRequests({ status: 'pending' });
    const samples = await eachOf(SEVERITIES, 'severity', (severity) =>
      approvals.countRequests({ status: 'pending', severity: [severity] }),
    );
    // No query finds requests without the attribute and with a plan.
    const none = Math.max(0, all - samples.reduce((sum, [, count]) => sum + count, 0));
    return [...samples, [{ severity: 'none' }, none]];
  });
  add('hitl_open_escalations_by_level', 'Open escalations by level.', ['level'], () =>
    eachOf(LEVELS, 'level', (level) => escalations.countEscalations({ status: 'open', level })),
  );
  add(
    'hitl_pending_requests_older_than',
    'Pending requests that were made longer ago than `age`.',
    ['age'],
    () => eachOf(AGES, 'age', (age) => approvals.countRequests({ status: 'pending', olderThan: age })),
  );
  add(
    'hitl_oldest_pending_request_age_seconds',
    'Age of the oldest pending request; 0 if none is pending.',
    [],
    async () => {
      const { items } = await approvals.listRequests({ status: 'pending', order: 'age', limit: 1 });
      const [oldest] = items;
      return [[{}, oldest ? Math.max(0, Date.now() - Date.parse(oldest.requestedAt)) / 1000 : 0]];
    },
  );
  add(
    'hitl_overdue_requests',
    'Pending requests whose deadline has passed: no worker has ended them.',
    [],
    async () => [[{}, await approvals.countRequests({ dueWithin: '1ms' })]],
  );
  add('hitl_open_claims', 'Claims of approvals whose outcome is not reported yet.', [], async () => [
    [{}, await countOf(client, `WorkflowType = '${WORKFLOW_TYPES.use}' AND CloseTime IS NULL`)],
  ]);
}

/** Whether workers poll the task queue, and what waits in it. */
function addTaskQueue(admin: AdminContext): void {
  const { client, session } = admin;
  const described = cached(CACHE_MS, () =>
    Promise.all(
      Object.entries(QUEUE_TYPES).map(async ([type, taskQueueType]) => {
        const { namespace } = client.options;
        const asked = { namespace, taskQueue: { name: session.taskQueue }, taskQueueType, reportStats: true };
        const answer = await callTemporal(client, () => client.workflowService.describeTaskQueue(asked));
        return { type, pollers: answer.pollers ?? [], stats: answer.stats ?? {} };
      }),
    ),
  );
  type Described = Awaited<ReturnType<typeof described>>[number];
  const add = (name: string, help: string, valueOf: (queue: Described) => number) =>
    addGauge(admin, name, help, ['type'], async () =>
      (await described()).map((queue): Sample => [{ type: queue.type }, valueOf(queue)]),
    );
  add(
    'hitl_task_queue_pollers',
    'Workers that have polled the task queue in the last 90 s.',
    ({ pollers }) => {
      const since = Date.now() - POLLS_WITHIN_MS;
      return pollers.filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > since)
        .length;
    },
  );
  add('hitl_task_queue_backlog', 'Tasks that wait for a worker, about.', ({ stats }) =>
    Number(stats.approximateBacklogCount ?? 0),
  );
  add('hitl_task_queue_backlog_age_seconds', 'How long the oldest task has waited, about.', ({ stats }) =>
    Number(stats.approximateBacklogAge?.seconds ?? 0),
  );
}

function addGauge(
  { metrics }: AdminContext,
  name: string,
  help: string,
  labelNames: string[],
  read: () => Promise<Sample[]>,
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [metrics.registry],
    async collect() {
      // If Temporal is unreachable, no value is better than an old one.
      const samples = await read().catch((): Sample[] => []);
      this.reset();
      // `reset` sets a gauge without labels to 0.
      if (samples.length === 0 && labelNames.length === 0) this.remove();
      for (const [labels, value] of samples) this.set(labels, value);
    },
  });
}

async function eachOf<Value extends string>(
  values: readonly Value[],
  label: string,
  count: (value: Value) => Promise<number>,
): Promise<Sample[]> {
  return Promise.all(values.map(async (value): Promise<Sample> => [{ [label]: value }, await count(value)]));
}
