import { activityInfo, Context } from '@temporalio/activity';
import { ApprovalManager, WaitTimeoutError } from 'temporal-hitl/client';

/** Shorter than the agent's `stepTimeout`: a step that waits longer would count as hanging. */
const ONE_LOOK = '2s';

/**
 * Asks the clerk who started the agent. To confirm, the clerk types how many invoices are deleted. `waiting` means no
 * answer yet; the next step waits again. The confirmation has its own id, because a step may be retried, and
 * `requireConfirmation` would then ask a second time.
 */
export async function confirmDeletion(
  { runId, input, signal }: { runId: string; input: { clerk: string }; signal: AbortSignal },
  invoices: string[],
): Promise<'confirmed' | 'declined' | 'waiting'> {
  // A step is an activity, so its client uses the task queue of its worker.
  const { taskQueue } = activityInfo();
  const approvals = new ApprovalManager(Context.current().client, { taskQueue });
  try {
    const { id } = await approvals.requestConfirmation({
      id: `${runId}-delete-duplicates`,
      runId,
      requesterId: input.clerk,
      action: 'delete_invoices',
      resource: 'inbox',
      message: `Delete ${invoices.length} duplicate invoices permanently?`,
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
