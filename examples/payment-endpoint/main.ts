import { AgentRuns, ApprovalManager, EscalationManager } from 'temporal-hitl/client';
import { paymentServer } from './server';

async function main(): Promise<void> {
  const approvals = await ApprovalManager.connect();
  const escalations = await EscalationManager.connect();
  const runs = await AgentRuns.connect();
  paymentServer({ approvals, escalations, runs }).listen(8080, '127.0.0.1', () => {
    console.log('PUT http://127.0.0.1:8080/payments/ID with {"amount": 15000, "vendor": "ACME"}');
  });
}

void main();
