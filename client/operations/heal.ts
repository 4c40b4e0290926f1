import { temporal } from '@temporalio/proto';
import { HealRefused, RequestNotFound } from '../../contract/errors';
import { onlyKnown } from '../input';
import { callTemporal } from '../temporal/calls';
import { findWorkflow } from '../temporal/read';
import type { Session } from '../temporal/session';
import { isOpen } from '../temporal/status';
import { kindOfType, stateOf, type StuckWorkflow } from './find-stuck';

const { WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW: RESET } = temporal.api.enums.v1.WorkflowTaskFailedCause;

/** Limits of a reset: what it may repeat, and how often. */
export interface HealOptions {
  /** Reset it even if a run's step would run again, or a request would be planned under the current rules. */
  force?: boolean;
  /** Refuse a workflow that has been reset this many times. */
  maxResets?: number;
}

/** A workflow that was reset. */
export interface Healed {
  id: string;
  /** The id of the Temporal run in which it continues. */
  runId: string;
  /** The event id of the completed workflow task that was undone. */
  undone: number;
  /** How many times it has been reset, this time included. */
  resets: number;
}

/**
 * Resets a stuck workflow to before the failing task. Temporal applies the later Signals and Updates again, and a worker
 * judges them by their first arrival: a decision that was in time stays in time.
 *
 * Updates are not excluded from this. An Update that caused the failure is admitted again and answered within its own task.
 * Excluding it would lose a decision whose sender was told that it is accepted.
 *
 * @throws RequestNotFound when no workflow of this package has this id
 * @throws HealRefused when it is not stuck, has no task to be reset to, or the reset would repeat a step or planning
 * @throws InvalidInput, TemporalUnreachable
 */
export async function heal(session: Session, id: string, options: HealOptions = {}): Promise<Healed> {
  const { force = false, maxResets = Infinity } = onlyKnown(options, { force: true, maxResets: true });
  const { client } = session;
  const { runId } = await stuck(session, id);
  const events = await callTemporal(client, () => historyOf(session, id, runId));
  const resets = events.filter(({ workflowTaskFailedEventAttributes: failed }) => failed?.cause === RESET);
  if (resets.length >= maxResets)
    throw new HealRefused(
      `${id}: was reset ${resets.length} times and is stuck again. Find the cause first, then reset it in Temporal`,
    );
  const point = resetPoint(events);
  if (point === undefined)
    throw new HealRefused(
      `${id}: its first workflow task fails, so there is nothing to reset it to. Correct the worker, or terminate the workflow in Temporal`,
    );
  if (point.repeats.length > 0 && !force)
    throw new HealRefused(
      `${id}: a reset would repeat ${point.repeats.join(' and ')}. Check that this is harmless, then use force (hitl heal --force)`,
    );
  const { runId: newRunId } = await callTemporal(client, () =>
    client.workflowService.resetWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId: id, runId },
      workflowTaskFinishEventId: point.eventId as never,
      // A second call, by a retry or another server, must not reset the run that the first call started.
      requestId: `hitl-heal-${runId}-${point.eventId}`,
      reason: 'hitl heal: its workflow task keeps failing',
      identity: client.options.identity,
    }),
  );
  return { id, runId: newRunId, undone: point.eventId, resets: resets.length + 1 };
}

async function stuck(session: Session, id: string): Promise<StuckWorkflow> {
  const described = await findWorkflow(session.client, id);
  if (described === undefined || kindOfType(described.type) === undefined)
    throw new RequestNotFound(id, 'no workflow of this package has this id');
  if (!isOpen(described)) throw new HealRefused(`${id}: has ended, so there is nothing to heal`);
  const state = stateOf(described);
  if (state === undefined)
    throw new HealRefused(`${id}: is not stuck: its workflow task has not failed. Check that a worker runs`);
  return state;
}

async function historyOf({ client }: Session, workflowId: string, runId: string) {
  const events: temporal.api.history.v1.IHistoryEvent[] = [];
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      nextPageToken,
    });
    events.push(...(page.history?.events ?? []));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  return events;
}

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** Where a stuck workflow can be reset to, and what the reset would repeat. */
interface ResetPoint {
  /** The event id of the completed workflow task that is undone, with everything after it. */
  eventId: number;
  /** What the reset would repeat, which needs `force`: `a step of the run`, `planning`. */
  repeats: string[];
}

/**
 * Finds the last completed workflow task before the failure; nothing when the first task fails. Temporal applies the
 * Signals and Updates after it again.
 *
 * An accepted Update without a result fails the workflow task by itself (BadUpdateWorkflowExecutionMessage), so the task
 * that accepted it must be undone too.
 */
export function resetPoint(events: readonly HistoryEvent[]): ResetPoint | undefined {
  const before = firstOpenUpdate(events) ?? Infinity;
  const undone = events.findLast(
    (event) => event.workflowTaskCompletedEventAttributes && idOf(event) < before,
  );
  if (undone === undefined) return undefined;
  const eventId = idOf(undone);
  const after = events.filter((event) => idOf(event) > eventId);
  const repeats = [
    ...(after.some(isStep) ? ['a step of the run'] : []),
    ...(after.some(isPlanning) ? ['planning, under the rules that the worker has now'] : []),
  ];
  return { eventId, repeats };
}

function firstOpenUpdate(events: readonly HistoryEvent[]): number | undefined {
  const completed = new Set(
    events.map(({ workflowExecutionUpdateCompletedEventAttributes: update }) =>
      Number(update?.acceptedEventId),
    ),
  );
  const open = events.find(
    (event) => event.workflowExecutionUpdateAcceptedEventAttributes && !completed.has(idOf(event)),
  );
  return open && idOf(open);
}

function isStep({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent): boolean {
  return scheduled?.activityType?.name === 'runStep';
}

/** A marker that cannot be read, for example an encrypted one, counts as planning. */
function isPlanning({ markerRecordedEventAttributes: marker }: HistoryEvent): boolean {
  if (marker?.markerName !== 'core_local_activity') return false;
  try {
    const data = Buffer.from(marker.details?.data?.payloads?.[0]?.data ?? []).toString();
    return (JSON.parse(data) as { activity_type: string }).activity_type.startsWith('plan');
  } catch {
    return true;
  }
}

function idOf({ eventId }: HistoryEvent): number {
  return Number(eventId);
}
