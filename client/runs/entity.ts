import type { DescribedWorkflow } from '../temporal/row';
import { RunNotFound } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { RunRecord } from '../../contract/run';
import { openRun } from '../../rules/runs/record';
import { callTemporal } from '../temporal/calls';
import { readFirstEvent } from '../temporal/first-event';
import type { ReadableEntity, Session, TemporalEnd } from '../temporal/session';
import { runStatusOf } from '../temporal/status';

/** A run as far as it is known. */
export type RunView = RunRecord & {
  /** Fields that no worker was there to tell: they are empty, and mean nothing. Absent when all is known. */
  unknown?: string[];
};

export const RUN: ReadableEntity<RunView> = {
  noun: 'agent run',
  types: [WORKFLOW_TYPES.run],
  NotFound: RunNotFound,
  withoutWorker,
  brokenOff,
};

const WORKER_ONLY_FIELDS = [
  'plan',
  'state',
  'totals',
  'waitedMs',
  'lastActivityAt',
  'approvals',
  'escalations',
  'events',
  'guidance',
  'memory',
];

/** As Temporal alone knows it: what it was started with. What its agent and people did since only its worker can tell. */
async function withoutWorker(session: Session, described: DescribedWorkflow): Promise<RunView> {
  const { workflowId: id, startTime } = described;
  const { args, state } = await callTemporal(session.client, () => readFirstEvent(session.client, id));
  const [input] = args;
  const { agent, requesterId } = described.memo;
  const remembered = {
    ...(agent !== undefined && { agent }),
    ...(requesterId !== undefined && { requesterId }),
  };
  // Of a run that goes on for an earlier one.
  const carried = state as RunRecord | undefined;
  const isReadable = typeof input === 'object' && input !== null;
  const opened = carried ?? openRun(id, isReadable ? input : remembered, startTime.getTime());
  return {
    ...opened,
    status: runStatusOf(described),
    unknown: [
      ...(isReadable || carried ? [] : ['input']),
      ...WORKER_ONLY_FIELDS.filter((field) => !carried || field !== 'plan'),
    ],
  };
}

/** Somebody ended it in Temporal, or it broke; either way its agent did not finish. */
function brokenOff(view: RunView, { at, by, name, reason, error }: TemporalEnd): RunView {
  return {
    ...view,
    status: by === 'operator' ? 'cancelled' : 'failed',
    end: {
      at,
      by: by === 'operator' ? 'people' : 'system',
      ...(name !== undefined && { name }),
      reason,
      ...(error && { error: { name: 'WorkflowFailed', ...error } }),
    },
  };
}
