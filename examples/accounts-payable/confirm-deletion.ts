import { activityInfo, Context } from '@temporalio/activity';
import { ApprovalManager, WaitTimeoutError } from 'temporal-hitl/client';

/** Less than the agent's `stepTimeout`: a step that waited longer would be taken for one that hangs. */
const ONE_LOOK = '2s';

/**
 * Asks the clerk on whose behalf the agent runs, who must type how many are deleted. `waiting`: no answer yet, and the
 * next step asks on. A confirmation under an id of its own, rather than `requireConfirmation`: a step may be tried again,
 * and would then ask a second time.
 */
export async function confirmDeletion(
  { runId, input, signal }: { runId: string; input: { clerk: string }; signal: AbortSignal },
  invoices: string[],
): Promise<'confirmed' | 'declined' | 'waiting'> {
  // A step is an activity: its own client goes where its worker does, whatever the environment says.
  const { taskQueue } = activityInfo();
  const approvals = new ApprovalManager(Context.current().client, { taskQueue });
  try {
    const { id } = await approvals.requestConfirmation({
      id: `${runId}-delete-duplicates`,
      runId,
      requesterId: input.clerk,
      action: 'delete_invoices',
      resource: 'inbox',
      message: `Delete ${invoices.length} duplicate invoices for good?`,
      confirmValue: `DELETE ${invoices.length}`,
      context: { invoices },
      timeout: '10m',
    });
    const { status } = await approvals.waitForApproval(id, { timeout: ONE_LOOK, signal });
    return status === 'approved' ? 'confirmed' : 'declined';
  } catch (error) {
    if (error instanceof WaitTimeoutError) return 'waiting';
    throw error;
  }
}
