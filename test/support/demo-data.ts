import type { Client } from '@temporalio/client';
import { AgentRuns, ApprovalManager, EscalationManager } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import { INBOX_CONFIG } from './inbox-app';
import { eventually } from './temporal';

/** The config of the admin server's tests, with agents. */
export const STAGED_CONFIG: ConfigInput = {
  ...INBOX_CONFIG,
  agents: {
    reviewer: {
      step: ({ step, guidance }) =>
        guidance === undefined
          ? {
              confidence: [0.92, 0.81, 0.66, 0.34][step - 1] ?? 0.3,
              cost: 1.25 * step,
              text: `Read part ${step}`,
            }
          : { done: true, confidence: 0.9, cost: 1, output: { followed: guidance } },
    },
  },
};

export function managers({ client, taskQueue }: { client: Client; taskQueue: string }) {
  return {
    approvals: new ApprovalManager(client, { taskQueue }),
    escalations: new EscalationManager(client, { taskQueue }),
    runs: new AgentRuns(client, { taskQueue }),
  };
}

export const TRANSFER = {
  action: 'transfer_funds',
  resource: 'bank-account-123',
  description: 'Transfer $15,000 to Northwind Traders for invoice INV-1002',
  context: {
    amount: 15_000,
    currency: 'USD',
    to: 'Northwind Traders',
    iban: 'DE89 3704 0044 0532 0130 00',
    invoice: 'INV-1002',
  },
  requesterId: 'payments-agent',
};

type Managers = ReturnType<typeof managers>;

/** Requests a transfer, and waits until it has a plan. */
export async function transfer({ approvals }: Managers, id: string, more: object = {}): Promise<string> {
  await approvals.requestApproval({ id, ...TRANSFER, ...more });
  await eventually(async () => (await approvals.getRequest(id)).needed.length > 0);
  return id;
}

/** Starts a run of the hosted agent that escalates. Returns the escalation's id. */
export async function escalatedRun({ runs, escalations }: Managers, id: string): Promise<string> {
  await runs.start({ agent: 'reviewer', id, requesterId: 'payments-agent', input: { contract: 'C-77' } });
  let escalation = '';
  await eventually(async () => {
    escalation = (await escalations.getHistory(id).catch(() => []))[0]?.id ?? '';
    // The run knows the id a moment before the escalation has started.
    const view = escalation && (await escalations.getEscalation(escalation).catch(() => undefined));
    return view ? view.assignees.length > 0 : false;
  }, 20_000);
  return escalation;
}

/** A confirmation with a value to type. */
export async function confirmation({ approvals }: Managers, confirmer: string): Promise<string> {
  const { id } = await approvals.requestConfirmation({
    action: 'deploy',
    resource: 'prod',
    context: { arguments: ['v2.4.0'] },
    requesterId: 'release-agent',
    message: 'Deploy v2.4.0 to production?',
    confirmValue: 'DEPLOY',
    confirmer,
    timeout: '30m',
  });
  await eventually(async () => (await approvals.getRequest(id)).stage === 1);
  return id;
}
