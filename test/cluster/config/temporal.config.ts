import { defineConfig } from 'temporal-hitl';
// The path is the same in the container: its folder /config has nothing above it.
import deployed from '../../../deploy/kubernetes/temporal.config';

const { HITL_TEST_WEBHOOK = '', HITL_TEST_SECRET = '', HITL_TEST_POD = '' } = process.env;

/** The rules of the deployment, with a channel, an agent, levels, and sign-in for this test. */
export default defineConfig({
  ...deployed,
  policies: [
    ...(deployed.policies ?? []),
    {
      name: 'refunds',
      actions: ['refund'],
      approvers: ['finance-team'],
      decisions: ['approve', 'reject', 'edit'],
      editable: ['/amount'],
    },
  ],
  levels: {
    human_review: { assignees: ['finance-team'], acknowledgeWithin: '15m', resolveWithin: '4h' },
    manager: { assignees: ['manager'], acknowledgeWithin: '30m', resolveWithin: '2h' },
  },
  channels: { hook: { type: 'webhook', url: HITL_TEST_WEBHOOK, secrets: [HITL_TEST_SECRET] } },
  notifications: { routes: [{ policies: ['high_value'], channels: ['hook'] }, { channels: [] }] },
  agents: {
    /** Its step asks for an approval, and its second step tells the test which worker runs it, and waits for the answer. */
    payer: {
      heartbeatTimeout: '5s',
      retryAfter: '200ms',
      async step({ step, attempt, input, decisions, signal }) {
        if (step === 1)
          return {
            state: null,
            approvals: [{ key: 'pay', action: 'transfer_funds', context: { amount: 20_000 } }],
          };
        const body = JSON.stringify({ pod: HITL_TEST_POD, attempt, status: decisions.pay?.status });
        await fetch((input as { url: string }).url, { method: 'POST', body, signal });
        return { state: null, done: true, output: { paidBy: HITL_TEST_POD } };
      },
    },
  },
  admin: {
    signIn: { keys: '/keys/keys.json', dev: true },
    ...(process.env.HITL_ADMIN_URL !== undefined && { url: process.env.HITL_ADMIN_URL }),
    access: {
      request: ['everyone'],
      read: { own: ['everyone'], team: ['everyone'], all: ['gateway'] },
      decide: ['everyone'],
      administer: ['di'],
    },
    limits: { account: 1_000_000, address: 1_000_000 },
  },
});
