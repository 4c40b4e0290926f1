import { ApprovalManager } from 'temporal-hitl/client';

/** An agent outside Temporal: asks, waits for a person, and acts on the answer. */
async function main(): Promise<void> {
  const approvals = await ApprovalManager.connect();
  const request = await approvals.requestApproval({
    action: 'transfer_funds',
    resource: 'bank-account-123',
    description: 'Transfer $15,000 to vendor',
    context: { amount: 15_000, currency: 'USD', vendor: 'ACME' },
    requesterId: 'payments-agent',
  });
  console.log(`waiting for a decision on ${request.id}`);
  const result = await approvals.waitForApproval(request.id, { timeout: '1h' });
  console.log(
    result.status === 'approved'
      ? 'transferring'
      : `not transferring: ${result.status}, ${result.rejectionReason}`,
  );
  await approvals.close();
}

void main();
