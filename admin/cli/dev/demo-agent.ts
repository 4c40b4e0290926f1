import type { StepAnswer, StepDecision, StepInput } from '../../../contract/step';

/*
 * The demo agent of `hitl dev --demo`. It has three invoices: it pays the first, asks people to approve the second, whose
 * amount they may change, and asks them a question about the third.
 */

/** The name of the demo agent in the config. */
export const DEMO_AGENT = 'invoices';
/** The requester of the demo agent's run. */
export const DEMO_REQUESTER = 'payments-agent';

const SMALL = 'INV-1001';
const LARGE = 'INV-1002';
const UNCLEAR = 'INV-1003';
const AMOUNT = 15_000;

type Question = NonNullable<StepAnswer['approvals']>[number];

const TRANSFER: Question = {
  key: LARGE,
  action: 'transfer_funds',
  resource: 'bank-account-123',
  description: 'Transfer $15,000 to vendor',
  context: { amount: AMOUNT, currency: 'USD', to: 'vendor', invoice: LARGE },
  rationale: `${LARGE} is due today. It is $1,000 higher than the order, because the vendor added the delivery.`,
  evidence: [
    {
      kind: 'table',
      title: 'The invoice beside the order',
      content: [
        { item: '10 laptops', ordered: 14_000, invoiced: 14_000 },
        { item: 'Delivery', ordered: 0, invoiced: 1_000 },
      ],
    },
  ],
};

const COST_CENTER: Question = {
  key: UNCLEAR,
  action: 'ask_cost_center',
  resource: `invoices/${UNCLEAR}`,
  description: `Which cost center pays ${UNCLEAR}?`,
  context: { invoice: UNCLEAR, from: 'Hotel Seeblick', nights: 2 },
  rationale: 'The invoice names no cost center, and neither guest is in my list of employees.',
  evidence: [
    {
      kind: 'diff',
      title: 'The entry in the books',
      content: `--- books\n+++ books\n@@ -1 +1,2 @@\n ${SMALL},80.00,K12\n+${UNCLEAR},240.00,?\n`,
    },
  ],
  response: {
    properties: {
      cost_center: {
        type: 'string',
        title: 'Cost center',
        enum: ['K7', 'K12'],
        enumNames: ['K7 Sales', 'K12 Office'],
      },
    },
    required: ['cost_center'],
  },
};

interface Books {
  paid: string[];
  leftOut: string[];
}

/** One step: first it asks. Each further step handles the decisions that came, and says so. */
export function demoStep({ step, state, decisions, pending }: StepInput<Books>): StepAnswer {
  if (step === 1)
    return {
      text: `Paid ${SMALL}, which is small. ${LARGE} and ${UNCLEAR} need people.`,
      state: { paid: [SMALL], leftOut: [] } satisfies Books,
      approvals: [TRANSFER, COST_CENTER],
    };
  const { paid, leftOut } = structuredClone(state ?? { paid: [], leftOut: [] });
  const said = Object.entries(decisions).map(([invoice, decision]) => {
    const done = invoice === LARGE ? transferred(decision) : booked(decision);
    (done === undefined ? leftOut : paid).push(invoice);
    return `${invoice}: ${HOW[decision.status]} by ${decision.by ?? 'nobody'}. ${done ?? 'Not paid'}.`;
  });
  if (pending.length > 0) return { text: said.join(' '), state: { paid, leftOut } };
  const left = leftOut.length === 0 ? '' : `, not ${leftOut.join(' and ')}`;
  return {
    done: true,
    text: [...said, `Done: ${paid.length} of 3 invoices paid${left}.`].join(' '),
    output: { paid, leftOut },
  };
}

const HOW = {
  approved: 'approved',
  answered: 'answered',
  rejected: 'rejected',
  expired: 'ended without a decision',
  cancelled: 'cancelled',
} satisfies Record<StepDecision['status'], string>;

/** Pays what people approved, which may differ from what was requested. */
function transferred({ status, edited, context }: StepDecision): string | undefined {
  if (status !== 'approved') return undefined;
  const { amount } = edited ? (context as { amount: number }) : { amount: AMOUNT };
  return `Transferred $${amount.toLocaleString('en-US')}`;
}

/** Books the invoice on the cost center that the person chose in the form or wrote. */
function booked({ status, answer, answerText }: StepDecision): string | undefined {
  if (status !== 'answered' && status !== 'approved') return undefined;
  const costCenter = answer?.cost_center ?? answerText;
  return costCenter === undefined ? undefined : `Paid, and booked on ${String(costCenter)}`;
}
