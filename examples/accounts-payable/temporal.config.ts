import { defineConfig, z } from 'temporal-hitl';
import { step } from './agent';

export default defineConfig({
  directory: { finance: ['ana', 'bo'], procurement: ['pia'], supervisors: ['sam'], managers: ['di'] },
  policies: [
    {
      name: 'large',
      actions: ['pay_invoice'],
      context: z.object({ amount: z.number() }),
      condition: (ctx) => ctx.amount > 10_000,
      approvers: ['finance'],
      expireAfter: '4h',
    },
    {
      name: 'new_vendor',
      actions: ['pay_invoice'],
      context: z.object({ vendor: z.string() }),
      condition: (ctx) => ctx.vendor === 'Nimbus Drones',
      approvers: ['procurement'],
      expireAfter: '5s', // short, so that the example ends soon: no one in procurement answers
    },
  ],
  fallback: { approvers: ['managers'] },
  triggers: [
    { name: 'unsure', type: 'confidence_low', threshold: 0.7, level: 'human_review' },
    { name: 'hangs', type: 'time_exceeded', threshold: '2s', level: 'supervisor', cooldown: '1h' },
    { name: 'dear', type: 'cost_exceeded', threshold: 5, level: 'manager' },
  ],
  levels: {
    human_review: { assignees: ['finance'] },
    supervisor: { assignees: ['supervisors'] },
    manager: { assignees: ['managers'] },
  },
  agents: { accounts_payable: { step, stepTimeout: '4s', heartbeatTimeout: '3s' } },
});
