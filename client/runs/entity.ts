import { defined } from '../../contract/defined';
import { RunNotFound } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { RunRecord, RunView } from '../../contract/run';
import { openRun } from '../../rules/runs/record';
import { callTemporal } from '../temporal/calls';
import { readFirstEvent } from '../temporal/first-event';
import type { DescribedWorkflow } from '../temporal/row';
import type { ReadableEntity, Session, TemporalEnd } from '../temporal/session';
import { runStatusOf } from '../temporal/status';

export type { RunView };

export const RUN: ReadableEntity<RunView> = {
  noun: 'agent run',
  types: [WORKFLOW_TYPES.run],
  NotFound: RunNotFound,
  withoutWorker,
  endedByTemporal,
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

/** The run from Temporal's data alone: its input. Only a worker knows what its agent and people did since. */
async function withoutWorker(session: Session, described: DescribedWorkflow): Promise<RunView> {
  const { workflowId: id, startTime, runId: run } = described;
  const { args, state } = await callTemporal(session.client, () => readFirstEvent(session.client, id, run));
  const [input] = args;
  const { agent, requesterId } = described.memo;
  const remembered = defined({ agent, requesterId });
  // The state of a run that continues an earlier one.
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

/** It was ended in Temporal or failed; in both cases its agent did not finish. */
function endedByTemporal(view: RunView, { at, by, name, reason, error }: TemporalEnd): RunView {
  return {
    ...view,
    status: by === 'operator' ? 'cancelled' : 'failed',
    end: {
      at,
      by: by === 'operator' ? 'people' : 'system',
      ...defined({ name }),
      reason,
      ...(error && { error: { name: 'WorkflowFailed', ...error } }),
    },
  };
}
