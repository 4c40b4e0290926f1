import { defineConfig } from '../../../contract/define-config';

/** The rules of `hitl dev` where there is no temporal.config.ts. */
export const DEMO_CONFIG = defineConfig({
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    {
      name: 'high_value',
      description: 'Somebody of finance looks at large amounts',
      condition: (context: { amount?: number }) => (context.amount ?? 0) > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
  ],
  fallback: { approvers: ['finance-team'] },
});
