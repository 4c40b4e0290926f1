import { randomUUID } from 'node:crypto';
import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { NotificationsRecord, Subject } from '../../contract/notification';
import { restartProblem } from '../../rules/continuation';
import { isSameSubject, notificationsIds, type IdOwner, wakeOptions } from '../../rules/notifications/wake';
import { undefinedIfNotFound } from '../requests/history';
import type { NotificationContext } from './context';

/*
 * Wakes the notification workflow of a subject, finds its id, and reads what its earlier run has sent.
 */

/**
 * Wakes the notification workflow of a subject, or starts it. The wake contains no state, since the task that wakes may still
 * be lost, together with what it decided.
 *
 * @param record the subject's record, if this is a local activity. It is cached until the history has the returned token.
 */
export async function wakeNotifications(
  { records }: NotificationContext,
  subject: Subject,
  record?: object,
): Promise<string> {
  const token = randomUUID();
  const runId = activityInfo().workflowExecution?.runId;
  if (record !== undefined && runId !== undefined) records.handOn(subject.id, runId, record, token);
  const id = await derivedWorkflow(notificationsIds(subject), WORKFLOW_TYPES.notifications, (input) =>
    isSameSubject(subject, input),
  );
  await Context.current().client.workflow.signalWithStart(WORKFLOW_TYPES.notifications, {
    ...wakeOptions(id, subject, {}),
    taskQueue: activityInfo().taskQueue,
  });
  return token;
}

/** WORKFLOW_EXECUTION_STATUS_COMPLETED */
const COMPLETED = 2;
const QUERY_TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 5;

/**
 * The record of an earlier run of the calling workflow: its result or, if Temporal ended it, the answer of its query. The run
 * id comes from the starter, so only a run of our own type and task queue is accepted (design rule 29).
 */
export async function readEarlierRun(runId: string): Promise<NotificationsRecord | undefined> {
  const { client } = Context.current();
  const { workflowExecution, workflowNamespace: namespace, taskQueue } = activityInfo();
  const workflowId = workflowExecution?.workflowId ?? '';
  const handle = client.workflow.getHandle(workflowId, runId, { followRuns: false });
  // The SDK's own `describe` would throw if it cannot decode a memo field.
  const described = await client.workflowService
    .describeWorkflowExecution({ namespace, execution: { workflowId, runId } })
    .catch(undefinedIfNotFound);
  const info = described?.workflowExecutionInfo;
  if (info?.type?.name !== WORKFLOW_TYPES.notifications || info.taskQueue !== taskQueue) return undefined;
  if ((info.status as number) === COMPLETED) return (await handle.result()) as NotificationsRecord;
  const ask = () => handle.query<NotificationsRecord>(MESSAGES.get);
  return client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, ask).catch(undefinedAfterRetries);
}

/** A run that Temporal ended because it failed may not answer queries. Then it is unknown what it has sent. */
function undefinedAfterRetries(error: unknown): undefined {
  if (activityInfo().attempt < MAX_ATTEMPTS) throw error;
}

/**
 * The first of these derived ids that is free or belongs to our own workflow. Other workflows may have taken a derived id
 * before; such a workflow must be neither signalled nor trusted.
 *
 * @param isOwn whether the first start argument belongs to our own workflow
 * @throws ApplicationFailure if other workflows have taken all of these ids
 */
export async function derivedWorkflow(
  ids: readonly string[],
  type: string,
  isOwn: (input: unknown) => boolean,
): Promise<string> {
  for (const id of ids) if ((await occupantOf(id, type, isOwn)) !== 'other') return id;
  throw ApplicationFailure.nonRetryable(
    `cannot notify anyone: other workflows use the ids ${ids.join(' and ')}. End those workflows, or use other request ids`,
    'DerivedIdTaken',
  );
}

async function occupantOf(id: string, type: string, isOwn: (input: unknown) => boolean): Promise<IdOwner> {
  const { client } = Context.current();
  const { workflowNamespace: namespace = 'default', taskQueue } = activityInfo();
  const execution = { workflowId: id };
  const request = { namespace, execution, maximumPageSize: 1 };
  const page = await client.workflowService.getWorkflowExecutionHistory(request).catch(undefinedIfNotFound);
  if (page === undefined) return 'free';
  const started = page.history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  // A workflow on another task queue may run code that is not ours.
  if (started?.workflowType?.name !== type || started.taskQueue?.name !== taskQueue) return 'other';
  // A workflow with a cron schedule or a retry policy would wait or fail.
  if (restartProblem({ ...started, attempt: started.attempt ?? 1 }) !== undefined) return 'other';
  const context = { type: 'workflow', namespace, workflowId: id } as const;
  const converter = client.options.loadedDataConverter;
  const [input] = await decodeArrayFromPayloads(converter, started.input?.payloads, context).catch(() => []);
  return isOwn(input) ? 'own' : 'other';
}
