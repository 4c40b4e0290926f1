import { defineConfig } from 'temporal-hitl';
import { transfer } from '../bank';

export default defineConfig({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    { name: 'payments', effect: 'allow', actions: ['transfer_funds'], reason: 'up to $10,000' },
    {
      name: 'high_value',
      actions: ['transfer_funds'],
      condition: (ctx: { amount: number }) => ctx.amount > 10_000, // a require beats an allow
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
  ],
  triggers: [{ name: 'low_confidence', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
  levels: { human_review: { assignees: ['finance-team'], acknowledgeWithin: '15m', resolveWithin: '4h' } },
  agents: {
    payments: {
      step: ({ runId, input, state, decisions, pending, guidance }) => {
        if (decisions.pay) {
          const paid = decisions.pay.status === 'approved';
          if (paid) transfer(runId, state);
          return { done: true, output: { paid, why: decisions.pay.message } };
        }
        if (pending.length > 0) return {}; // what was asked for is what is paid, whatever is said meanwhile
        if (!state) return { state: input, confidence: input.vendor ? 0.9 : 0.3 };
        const payment = { ...state, ...(guidance as object) };
        const ask = { key: 'pay', action: 'transfer_funds', resource: payment.vendor, context: payment };
        return { state: payment, approvals: [ask] };
      },
    },
  },
});
