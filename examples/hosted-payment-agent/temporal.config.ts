import { defineConfig, z } from 'temporal-hitl';
import { step } from './agent';

export default defineConfig({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    { name: 'payments', effect: 'allow', actions: ['transfer_funds'], reason: 'up to $10,000' },
    {
      name: 'high_value',
      actions: ['transfer_funds'],
      context: z.object({ amount: z.number() }),
      condition: (ctx) => ctx.amount > 10_000, // `require` overrides `allow`
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
  ],
  triggers: [{ name: 'low_confidence', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
  levels: { human_review: { assignees: ['finance-team'], acknowledgeWithin: '15m', resolveWithin: '4h' } },
  agents: { payments: { step } },
});
