import type { ApprovalManager, RequestInput, RequestRecord } from '../../../client';
import { visibleLine } from '../../../rules/visible';

/** What the demo agent wants to do. */
export const TRANSFER = {
  action: 'transfer_funds',
  resource: 'bank-account-123',
  description: 'Transfer $15,000 to vendor',
  context: { amount: 15_000, currency: 'USD', to: 'vendor' },
  requesterId: 'payments-agent',
} satisfies RequestInput;

/** What the agent tells, and how. */
export interface Stage {
  tell: (text: string) => void;
  /** The request as text: how to approve it, how to reject it, where to see it. */
  invitation: (id: string) => Promise<string>;
  /** How to make another request. */
  another: string;
  signal: AbortSignal;
}

/**
 * An agent that wants to transfer $15,000: it asks, waits, and does what people decided. One that was started before
 * and still waits goes on with its request rather than make another.
 */
export async function runDemoAgent(approvals: ApprovalManager, stage: Stage): Promise<void> {
  const { tell, signal } = stage;
  const id = (await unfinished(approvals)) ?? (await approvals.requestApproval(TRANSFER)).id;
  tell(
    `\nThe agent ${TRANSFER.requesterId} wants to transfer $15,000 to ${TRANSFER.resource}, and waits for a person.`,
  );
  tell(await stage.invitation(id));
  tell(`\n${conclusion(await approvals.waitForApproval(id, { signal }))}`);
  tell(`\nMake another request with:\n  ${stage.another}`);
}

async function unfinished(approvals: ApprovalManager): Promise<string | undefined> {
  const { action, requesterId } = TRANSFER;
  const { items } = await approvals.listRequests({ status: 'pending', action, requesterId, limit: 1 });
  return items[0]?.id;
}

function conclusion({ status, end, rejectionReason }: RequestRecord): string {
  const who = visibleLine(end?.name ?? end?.by ?? 'nobody');
  switch (status) {
    case 'approved':
      return `Approved by ${who}. The agent goes on: $15,000 transferred.`;
    case 'rejected':
      return `Rejected by ${who}: ${visibleLine(rejectionReason ?? '')}. The agent does not transfer.`;
    case 'cancelled':
      return `Cancelled by ${who}. The agent does not transfer.`;
    default:
      return 'Nobody decided in time, so it expired. The agent does not transfer.';
  }
}
