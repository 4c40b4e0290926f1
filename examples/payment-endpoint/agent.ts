import {
  type AgentRuns,
  type ApprovalManager,
  type EscalationManager,
  RunNotFound,
} from 'temporal-hitl/client';
import { transfer } from '../bank';

export interface Payment {
  amount: number;
  vendor?: string;
}

export interface Outcome {
  paid: boolean;
  why: string;
}

export interface Managers {
  approvals: ApprovalManager;
  escalations: EscalationManager;
  runs: AgentRuns;
}

/**
 * Pays after people have approved. A call with the same id continues where it was, also after a restart, and asks no one
 * twice, because the ids of all calls below are derived from it.
 */
export async function pay(
  id: string,
  payment: Payment,
  { approvals, escalations, runs }: Managers,
): Promise<Outcome> {
  const before = await outcomeOf(id, runs);
  if (before) return before;

  const context = { confidence: confidenceIn(payment), payment };
  const check = await escalations.checkEscalation(id, context, { escalate: true, reportId: `${id}-read` });
  let agreed = payment;
  if (check.escalationId !== undefined) {
    const { resolution } = await escalations.waitForResolution(check.escalationId);
    if (!resolution || resolution.action === 'abort')
      return { paid: false, why: resolution?.resolution ?? 'cancelled' };
    if (resolution.action === 'modify')
      agreed = { ...payment, ...(resolution.modification as Partial<Payment>) };
  }

  const request = await approvals.requestApproval({
    id: `${id}-pay`,
    runId: id,
    requesterId: 'payments-agent',
    action: 'transfer_funds',
    ...(agreed.vendor !== undefined && { resource: agreed.vendor }),
    description: `Transfer $${agreed.amount.toLocaleString('en-US')} to ${agreed.vendor ?? 'an unknown vendor'}`,
    context: { ...agreed },
  });
  const { status, context: approved, rejectionReason } = await approvals.waitForApproval(request.id);
  // A policy may let people change the payment.
  if (status === 'approved') transfer(id, approved);
  const outcome = { paid: status === 'approved', why: rejectionReason ?? status };
  await runs.finish(id, { output: outcome });
  return outcome;
}

/** The outcome of the payment, if it has ended. */
export async function outcomeOf(id: string, runs: AgentRuns): Promise<Outcome | undefined> {
  try {
    const { status, output } = await runs.get(id);
    if (status === 'running') return undefined;
    return (output as Outcome | undefined) ?? { paid: false, why: status };
  } catch (error) {
    if (error instanceof RunNotFound) return undefined;
    throw error;
  }
}

/** Stands in for a language model: a deterministic function. */
function confidenceIn({ vendor }: Payment): number {
  return vendor === undefined ? 0.3 : 0.9;
}
