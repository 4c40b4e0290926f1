import { workflowInfo } from '@temporalio/workflow';

/**
 * The record that an earlier run of this workflow has handed on. Whoever starts a request or an escalation by hand could
 * give it any record, one that is approved already: what comes from no earlier run is not believed.
 */
export function carriedOver<R>(carried: R | undefined): R | undefined {
  return workflowInfo().continuedFromExecutionRunId === undefined ? undefined : carried;
}
