import { defineConfig } from 'temporal-hitl';

export default defineConfig({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    {
      name: 'high_value',
      condition: (ctx) => (ctx as { amount: number }).amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
  ],
});
