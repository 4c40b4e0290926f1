import { defineConfig, z } from 'temporal-hitl';

/** The rules that `npm start` uses. Change them, and start again. */
const payment = z.object({ amount: z.number() });

export default defineConfig({
  directory: { 'finance-team': ['ana', 'bo'], 'security-team': ['cy'], manager: ['di'] },
  policies: [
    {
      name: 'high_value',
      description: 'Payments over 10,000 need the finance team, which may change the amount',
      actions: ['transfer_*'],
      context: payment,
      condition: ({ amount }) => amount > 10_000,
      approvers: ['finance-team'],
      decisions: ['approve', 'reject', 'edit'],
      editable: ['/amount'],
      expireAfter: '4h',
      severity: 'high',
      highlight: ['/amount', '/to'],
    },
    {
      name: 'small_value',
      description: 'Payments up to 10,000 need nobody',
      actions: ['transfer_*'],
      effect: 'allow',
      context: payment,
      condition: ({ amount }) => amount >= 0 && amount <= 10_000,
      reason: 'up to 10,000',
    },
    {
      name: 'questions',
      description: 'The finance team answers the questions of agents',
      actions: ['ask_*'],
      approvers: ['finance-team'],
      decisions: ['respond', 'reject'],
    },
    {
      name: 'refunds',
      description: 'Refunds need the finance team, which may change the amount and says the cost center',
      actions: ['refund_*'],
      approvers: ['finance-team'],
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount'],
      response: {
        properties: { cost_center: { type: 'string', title: 'Cost center' } },
        required: ['cost_center'],
      },
      requireEvidence: ['rationale'],
      useWithin: '4h',
    },
    {
      name: 'prod_deletes',
      description: 'Deleting in production needs the security team and the manager',
      actions: ['delete_*'],
      resources: ['prod/*'],
      approvers: ['security-team', 'manager'],
      requireAll: true,
      severity: 'critical',
      bulk: false,
    },
  ],
  fallback: { approvers: ['manager'] },
  operators: ['di'],
  triggers: [
    { name: 'low_confidence', type: 'confidence_low', threshold: 0.5, level: 'human_review' },
    { name: 'cost_limit', type: 'cost_exceeded', threshold: 100, level: 'manager' },
  ],
  levels: {
    human_review: { assignees: ['finance-team'], acknowledgeWithin: '15m', resolveWithin: '4h' },
    manager: { assignees: ['manager'] },
  },
  escalation: { repeat: 0, finally: 'abort' },
});
