import { defineConfig, z } from 'temporal-hitl';

export default defineConfig({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    {
      name: 'high_value',
      context: z.object({ amount: z.number() }),
      condition: (ctx) => ctx.amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
  ],
});
