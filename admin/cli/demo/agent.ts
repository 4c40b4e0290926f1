import type { StepAnswer, StepInput } from '../../../contract/step';

/** What the demo agent is called in the config. */
export const DEMO_AGENT = 'invoices';
/** On whose behalf it asks. */
export const DEMO_REQUESTER = 'payments-agent';

const SMALL = ['INV-1001', 'INV-1003'];
const LARGE = 'INV-1002';

/** The large invoice, as people see it. */
const TRANSFER = {
  key: LARGE,
  action: 'transfer_funds',
  resource: 'bank-account-123',
  description: 'Transfer $15,000 to vendor',
  context: { amount: 15_000, currency: 'USD', to: 'vendor', invoice: LARGE },
};

/** A hosted agent with three invoices: it pays two small ones, asks about $15,000, and does what people decided. */
export function demoStep({ step, decisions }: StepInput): StepAnswer {
  if (step === 1)
    return {
      text: `Paid ${SMALL.join(' and ')}, which are small; ${LARGE} needs a person.`,
      approvals: [TRANSFER],
    };
  const isApproved = decisions[LARGE]?.status === 'approved';
  const paid = [...SMALL, ...(isApproved ? [LARGE] : [])];
  return {
    done: true,
    text: `Done: ${paid.length} of 3 invoices paid${isApproved ? '' : `, ${LARGE} left out`}.`,
    output: { paid, leftOut: isApproved ? [] : [LARGE] },
  };
}
