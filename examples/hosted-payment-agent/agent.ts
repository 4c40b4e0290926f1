import type { StepAnswer, StepInput } from 'temporal-hitl';
import { transfer } from '../bank';

interface Payment {
  amount: number;
  vendor?: string;
}

/** Reports its confidence, then requests an approval, then pays, each in its own step. */
export function step(given: StepInput<Payment, Payment>): StepAnswer {
  const { runId, input, state, decisions, pending, guidance } = given;
  if (state && decisions.pay) {
    const { status, edited, context, message } = decisions.pay;
    const paid = status === 'approved';
    // A policy may let people change the payment.
    if (paid) transfer(runId, edited ? (context as unknown as Payment) : state);
    return { done: true, output: { paid, why: message } };
  }
  if (pending.length > 0) return {}; // only the requested payment is made, so later guidance does not change it
  if (!state) return { state: input, confidence: confidenceIn(input) };
  const payment: Payment = { ...state, ...(guidance as Partial<Payment> | undefined) };
  const resource = payment.vendor ?? 'unknown vendor';
  return {
    state: payment,
    approvals: [{ key: 'pay', action: 'transfer_funds', resource, context: payment }],
  };
}

/** Stands in for a language model: a deterministic function. */
function confidenceIn({ vendor }: Payment): number {
  return vendor === undefined ? 0.3 : 0.9;
}
