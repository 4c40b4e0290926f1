import { randomUUID } from 'node:crypto';
import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { NotificationsRecord, Subject } from '../../contract/notification';
import { restartProblem } from '../../rules/continuation';
import { isSameSubject, notificationsIds, type IdOwner, wakeOptions } from '../../rules/notifications/wake';
import { undefinedIfNotFound } from '../requests/history';
import type { NotificationContext } from './context';
import { readStart } from './first-event';

/*
 * Wakes the notification workflow of a subject, finds its id, and reads what its earlier run has sent.
 */

/**
 * Wakes the notification workflow of a subject, or starts it. The wake contains no state, since the task that wakes may still
 * be lost, together with what it decided.
 *
 * @param record the record of the calling workflow, if this is a local activity. It is cached until the history has the
 * returned token.
 */
export async function wakeNotifications(
  { records }: NotificationContext,
  subject: Subject,
  record?: object,
): Promise<string> {
  const token = randomUUID();
  const { workflowExecution: caller, taskQueue } = activityInfo();
  if (record !== undefined && caller !== undefined)
    records.handOn(caller.workflowId, caller.runId, record, token);
  const id = await derivedWorkflow(notificationsIds(subject), WORKFLOW_TYPES.notifications, (input) =>
    isSameSubject(subject, input),
  );
  // A claim comes after the end of its request, when the notifications may have ended, too.
  const isLater = caller?.workflowId !== subject.id;
  const latest = isLater ? await latestRun(id) : undefined;
  if (latest?.isRunning && (await isAwake(id))) return token;
  await Context.current().client.workflow.signalWithStart(WORKFLOW_TYPES.notifications, {
    ...wakeOptions(id, subject, {}, latest?.runId),
    taskQueue,
  });
  return token;
}

/** The latest run with this id; nothing if there is none. */
async function latestRun(workflowId: string): Promise<{ runId: string; isRunning: boolean } | undefined> {
  const described = await Context.current()
    .client.workflowService.describeWorkflowExecution({
      namespace: activityInfo().workflowNamespace,
      execution: { workflowId },
    })
    .catch(undefinedIfNotFound);
  const { execution, status } = described?.workflowExecutionInfo ?? {};
  if (!execution?.runId) return undefined;
  return { runId: execution.runId, isRunning: (status as number) === RUNNING };
}

/** Wakes the workflow if it runs. It may end at any time, and a new run must continue from the one that has ended. */
async function isAwake(id: string): Promise<boolean> {
  try {
    await Context.current().client.workflow.getHandle(id).signal(MESSAGES.wake, {});
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** WORKFLOW_EXECUTION_STATUS_RUNNING */
const RUNNING = 1;
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
  const start = await readStart(id);
  if (start === undefined) return 'free';
  const { attributes, argument } = start;
  // A workflow on another task queue may run code that is not ours.
  if (attributes?.workflowType?.name !== type || attributes.taskQueue?.name !== activityInfo().taskQueue)
    return 'other';
  // A workflow with a cron schedule or a retry policy would wait or fail.
  if (restartProblem({ ...attributes, attempt: attributes.attempt ?? 1 }) !== undefined) return 'other';
  return isOwn(argument) ? 'own' : 'other';
}
