import type { Client } from '@temporalio/client';
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow';
import { temporal } from '@temporalio/proto';
import { defined } from '../../contract/defined';
import { WORKFLOW_TYPES } from '../../contract/names';
import { asAttributesMissing, callTemporal } from '../temporal/calls';
import { queryTime, quoted } from '../temporal/query-terms';
import { findWorkflow } from '../temporal/read';
import type { DescribedWorkflow } from '../temporal/row';
import type { Session } from '../temporal/session';
import { openFieldsOf, isOpen } from '../temporal/status';

/** A workflow of this package whose workflow task keeps failing: it accepts no decision and never ends. */
export interface StuckWorkflow {
  /** Its workflow id: the id of the request, the escalation or the run, or an id derived from it. */
  id: string;
  /** `approval`, `confirmation`, `escalation`, `run`, `policies`, `notifications`, `digest` or `use`. */
  kind: StuckWorkflowKind;
  runId: string;
  /** How many attempts its workflow task has had. */
  attempts: number;
  /** When it first failed, if the history says so (ISO 8601). */
  since?: string;
  expiresAt?: string;
  isPastDeadline: boolean;
  /** Temporal's name for why the task failed, such as `NON_DETERMINISTIC_ERROR`; `TIMED_OUT` when no worker answered. */
  cause?: string;
  message?: string;
}

/** The kind of a stuck workflow. */
export type StuckWorkflowKind = keyof typeof WORKFLOW_TYPES;

/** The most workflows that one report describes. */
const MAX_DESCRIBED = 200;
const CONCURRENCY = 10;
/** Temporal sets its search attribute after 5 failures in a row. A workflow past its deadline is reported earlier. */
const MIN_ATTEMPTS = 2;
const MIN_ATTEMPTS_WHEN_LATE = 3;
const LATE_AFTER_MS = 60_000;

const PROBLEMS =
  "TemporalReportedProblems IN ('category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut')";

/**
 * Lists this package's open workflows whose workflow task keeps failing, longest first. Checks the workflows that Temporal
 * reports and those past their deadline, at most 200 of each.
 *
 * @throws TemporalUnreachable
 */
export async function findStuck(session: Session): Promise<StuckWorkflow[]> {
  const ids = new Set([
    ...(await idsOf(session, PROBLEMS)),
    ...(await idsOf(session, `HitlExpiresAt < ${queryTime(Date.now() - LATE_AFTER_MS)}`)),
  ]);
  const found: StuckWorkflow[] = [];
  const waiting = [...ids];
  const look = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const stuck = await readStuck(session, id);
      if (stuck) found.push(stuck);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, look));
  return found.sort((a, b) => (a.since ?? '').localeCompare(b.since ?? ''));
}

/**
 * Returns the workflow with this id if it is stuck.
 *
 * @throws TemporalUnreachable
 */
export async function readStuck(
  session: Session,
  id: string,
  ...timeoutMs: [number?]
): Promise<StuckWorkflow | undefined> {
  const described = await findWorkflow(session.client, id, ...timeoutMs);
  const state = described && stateOf(described);
  if (!described || !state || !isFailing(described, state)) return undefined;
  return { ...state, ...(await causeOf(session, state)) };
}

/** The state of an open workflow of this package whose workflow task was tried before. */
export function stateOf(described: DescribedWorkflow): StuckWorkflow | undefined {
  const { workflowId: id, runId, raw, type } = described;
  const kind = kindOfType(type);
  const task = raw.pendingWorkflowTask;
  if (kind === undefined || !isOpen(described) || (task?.attempt ?? 0) < MIN_ATTEMPTS) return undefined;
  const { expiresAt } = openFieldsOf(described);
  const isPastDeadline = expiresAt !== undefined && Date.parse(expiresAt) < Date.now();
  return {
    id,
    kind,
    runId,
    attempts: task?.attempt ?? 0,
    ...defined({ expiresAt }),
    isPastDeadline,
  };
}

function isFailing({ raw }: DescribedWorkflow, { attempts, expiresAt }: StuckWorkflow): boolean {
  const { indexedFields } = raw.workflowExecutionInfo?.searchAttributes ?? {};
  if (indexedFields?.TemporalReportedProblems?.data?.length) return true;
  const isLate = expiresAt !== undefined && Date.parse(expiresAt) < Date.now() - LATE_AFTER_MS;
  return isLate && attempts >= MIN_ATTEMPTS_WHEN_LATE;
}

export function kindOfType(type: string): StuckWorkflowKind | undefined {
  return KINDS.find((kind) => WORKFLOW_TYPES[kind] === type);
}

const KINDS = Object.keys(WORKFLOW_TYPES) as StuckWorkflowKind[];

async function idsOf({ client }: Session, condition: string): Promise<string[]> {
  const types = Object.values(WORKFLOW_TYPES).map(quoted).join(', ');
  const query = `${condition} AND CloseTime IS NULL AND WorkflowType IN (${types})`;
  return callTemporal(client, async () => {
    const { namespace } = client.options;
    const { executions } = await client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize: MAX_DESCRIBED,
    });
    return (executions ?? []).map(({ execution }) => execution?.workflowId ?? '');
  }).catch((error: unknown) => {
    // Before the search attributes are registered, no workflow of this package can exist.
    if (asAttributesMissing(error, client.options.namespace)) return [];
    throw error;
  });
}

/** Why its task failed, if the history says so: Temporal records only the first failure of a series. */
async function causeOf(
  { client }: Session,
  { id, runId }: StuckWorkflow,
): Promise<Pick<StuckWorkflow, 'since' | 'cause' | 'message'>> {
  const { history } = await callTemporal(client, () =>
    client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: client.options.namespace,
      execution: { workflowId: id, runId },
      maximumPageSize: 20,
    }),
  );
  const events = history?.events ?? [];
  const isFailure = ({
    workflowTaskFailedEventAttributes: failed,
    workflowTaskTimedOutEventAttributes: timedOut,
  }: temporal.api.history.v1.IHistoryEvent) => failed ?? timedOut;
  const last = events.find(isFailure);
  if (!last) return {};
  const { workflowTaskFailedEventAttributes: failed } = last;
  const since = isoTime(last.eventTime);
  if (!failed)
    return { since, cause: 'TIMED_OUT', message: 'the worker took the task and did not answer in time' };
  const name = CAUSES[failed.cause ?? 0] ?? 'UNSPECIFIED';
  const message = await messageOf(client, id, failed.failure);
  return { since, cause: name.replace('WORKFLOW_TASK_FAILED_CAUSE_', ''), ...(message && { message }) };
}

/** The message of a failure. With encryption it is in a payload. */
async function messageOf(
  client: Client,
  workflowId: string,
  failure: temporal.api.failure.v1.IFailure | null | undefined,
): Promise<string | undefined> {
  const { loadedDataConverter, namespace } = client.options;
  const context = { type: 'workflow', namespace, workflowId } as const;
  const decoded = decodeOptionalFailureToOptionalError(loadedDataConverter, failure, context);
  return decoded.then(
    (error) => error?.message,
    () => failure?.message ?? undefined,
  );
}

const CAUSES: Record<number, string> = temporal.api.enums.v1.WorkflowTaskFailedCause;

function isoTime(time: { seconds?: unknown; nanos?: number | null } | null | undefined): string {
  return new Date(Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1e6)).toISOString();
}
