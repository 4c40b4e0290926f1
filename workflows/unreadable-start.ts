import { getActivator } from '@temporalio/workflow/lib/global-attributes';
import { WORKFLOW_TYPES } from '../contract/names';

const OURS: readonly string[] = Object.values(WORKFLOW_TYPES);

/**
 * Keeps the SDK from decoding what our workflows never read: the memo, and the last result and failure of an earlier
 * run. Anyone who may start a workflow supplies its memo, and one field in an encoding that the converter does not know
 * would fail every task before any code of a workflow runs (design rule 31). The SDK has no public hook this early.
 * Workflows of users in the same bundle are left alone.
 */
export function ignoreUnreadableStart(): void {
  const activator = getActivator();
  if (!OURS.includes(activator.info.workflowType)) return;
  const initialize = activator.initializeWorkflow.bind(activator);
  activator.initializeWorkflow = (job) =>
    initialize({ ...job, memo: null, lastCompletionResult: null, continuedFailure: null });
}
