import { defineConfig, outsideBusinessHours, z } from 'temporal-hitl';

export default defineConfig({
  directory: { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'], manager: ['di'] },
  policies: [
    {
      name: 'high_value',
      actions: ['transfer_*'],
      context: z.object({ amount: z.number() }),
      condition: (ctx) => ctx.amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
    {
      name: 'at_night',
      actions: ['transfer_*'],
      condition: outsideBusinessHours({ timeZone: 'Europe/Berlin', from: '08:00', to: '18:00' }),
      approvers: ['manager'],
      stage: 2,
    },
    {
      name: 'prod_deletes',
      actions: ['delete_*'],
      resources: ['prod/**'],
      approvers: ['security-team', 'manager'],
      requireAll: true,
    },
    { name: 'no_drops', effect: 'deny', actions: ['drop_*'], reason: 'agents never drop tables' },
    { name: 'reading', effect: 'allow', actions: ['read_*'] },
  ],
  fallback: { approvers: ['manager'] },
  operators: ['di'],
});
