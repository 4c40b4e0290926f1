import type { WorkflowStartOptions } from '@temporalio/client';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { RunInput, RunMemo } from '../../contract/run';
import { digest } from '../../rules/digest';
import { runSummary, startDetails } from '../../rules/runs/run-details';
import type { Start } from '../temporal/send-update';
import { keyword } from '../requests/start-options';

/** How the workflow of a run is started; an id is used once. No time-out of the workflow: the run has its own clocks. */
export function runStartOptions(id: string, input: RunInput, taskQueue: string, submittedBy?: string) {
  return {
    workflowId: id,
    taskQueue,
    args: [input] satisfies [RunInput],
    workflowTaskTimeout: '30s',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { ...memoOf(input), ...(submittedBy !== undefined && { submittedBy }) },
    typedSearchAttributes: searchAttributes(id, input),
    staticSummary: runSummary(input),
    staticDetails: startDetails(input),
  } satisfies WorkflowStartOptions;
}

/** The start that goes with the first message to an attached run; where the run is there, the message alone is sent. */
export function attachedStart(
  id: string,
  { requesterId, submittedBy }: { requesterId?: string; submittedBy?: string },
  taskQueue: string,
): Start {
  const input: RunInput = requesterId === undefined ? {} : { requesterId };
  return {
    type: WORKFLOW_TYPES.run,
    options: {
      ...runStartOptions(id, input, taskQueue, submittedBy),
      workflowIdConflictPolicy: 'USE_EXISTING',
    },
  };
}

/** Names what a hosted run was started with (design rule 13). */
export function memoOf({ agent, requesterId, input }: RunInput): RunMemo {
  return {
    ...(agent !== undefined && { agent, inputHash: digest(input) }),
    ...(requesterId !== undefined && { requesterId }),
  };
}

function searchAttributes(id: string, { agent, requesterId }: RunInput) {
  return [
    keyword('HitlKind', 'run'),
    keyword('HitlStatus', 'running'),
    keyword('HitlRunId', id),
    ...(agent === undefined ? [] : [keyword('HitlAction', agent)]),
    ...(requesterId === undefined ? [] : [keyword('HitlRequester', requesterId)]),
  ];
}
