import { randomUUID } from 'node:crypto';
import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { MESSAGES, WORKFLOW_TYPES } from '../../contract/names';
import type { NotificationsRecord, Subject } from '../../contract/notification';
import { restartProblem } from '../../rules/continuation';
import { isSameSubject, notificationsIds, type IdOwner, wakeOptions } from '../../rules/notifications/wake';
import type { NotificationContext } from './context';

/*
 * The notification workflow of a subject: wakes it, finds its id, reads what its earlier run sent.
 */

/**
 * Has the workflow of a subject's notifications look again, and starts it if need be. It carries nothing of what is told:
 * the task that wakes may yet be lost with all that it decided.
 *
 * @param record the subject's, where the wake is a local activity: kept for the next look, which believes it once the
 *   history has the token that is answered here
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

/** gRPC's status code. */
const GRPC_NOT_FOUND = 5;
/** WORKFLOW_EXECUTION_STATUS_COMPLETED */
const COMPLETED = 2;
const QUERY_TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 5;

/**
 * What an earlier run of the calling workflow has told: its result or, where Temporal ended it, the answer of its query.
 * The run id comes from the starter, so it is read here, of our own type and task queue alone (design rule 29).
 */
export async function readEarlierRun(runId: string): Promise<NotificationsRecord | undefined> {
  const { client } = Context.current();
  const { workflowExecution, workflowNamespace: namespace, taskQueue } = activityInfo();
  const workflowId = workflowExecution?.workflowId ?? '';
  const handle = client.workflow.getHandle(workflowId, runId, { followRuns: false });
  // Not the SDK's own description, which throws at the first memo field that it cannot decode.
  const described = await client.workflowService
    .describeWorkflowExecution({ namespace, execution: { workflowId, runId } })
    .catch(undefinedIfNotFound);
  const info = described?.workflowExecutionInfo;
  if (info?.type?.name !== WORKFLOW_TYPES.notifications || info.taskQueue !== taskQueue) return undefined;
  if ((info.status as number) === COMPLETED) return (await handle.result()) as NotificationsRecord;
  const ask = () => handle.query<NotificationsRecord>(MESSAGES.get);
  return client.withDeadline(Date.now() + QUERY_TIMEOUT_MS, ask).catch(undefinedAfterRetries);
}

/** A run that Temporal has ended since it could not go on may answer no query: then nothing is known of what it told. */
function undefinedAfterRetries(error: unknown): undefined {
  if (activityInfo().attempt < MAX_ATTEMPTS) throw error;
}

function undefinedIfNotFound(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== GRPC_NOT_FOUND) throw error;
}

const NOT_FOUND = 5;

/**
 * Which of these derived ids to use: the first that is the own workflow's, or free. Anybody may have taken a derived id first,
 * and a foreign workflow must be neither signalled nor believed.
 *
 * @param isOwn whether the first argument that the workflow was started with is the own workflow's
 * @throws ApplicationFailure where others have taken every one of them
 */
export async function derivedWorkflow(
  ids: readonly string[],
  type: string,
  isOwn: (input: unknown) => boolean,
): Promise<string> {
  for (const id of ids) if ((await occupantOf(id, type, isOwn)) !== 'other') return id;
  throw ApplicationFailure.nonRetryable(
    `nobody is notified: workflows of others have the ids ${ids.join(' and ')}. End them, or use other request ids`,
    'DerivedIdTaken',
  );
}

async function occupantOf(id: string, type: string, isOwn: (input: unknown) => boolean): Promise<IdOwner> {
  const { client } = Context.current();
  const { workflowNamespace: namespace = 'default', taskQueue } = activityInfo();
  const execution = { workflowId: id };
  const request = { namespace, execution, maximumPageSize: 1 };
  const page = await client.workflowService.getWorkflowExecutionHistory(request).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === NOT_FOUND) return undefined;
    throw error;
  });
  if (page === undefined) return 'free';
  const started = page.history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  // A worker on another task queue is not ours.
  if (started?.workflowType?.name !== type || started.taskQueue?.name !== taskQueue) return 'other';
  // It would wait for its cron schedule, or fail at its start.
  if (restartProblem({ ...started, attempt: started.attempt ?? 1 }) !== undefined) return 'other';
  const context = { type: 'workflow', namespace, workflowId: id } as const;
  const converter = client.options.loadedDataConverter;
  const given = await decodeArrayFromPayloads(converter, started.input?.payloads, context).catch(() => []);
  return isOwn(given[0]) ? 'own' : 'other';
}
