import { appendFileSync } from 'node:fs';
import { ApprovalManager } from '../../client';

/** A program that claims an approval, acts, and reports. It can kill itself before or after it acts. */
async function claimAndAct(): Promise<void> {
  const [address = '', id = '', effects = '', dies = ''] = process.argv.slice(2);
  const approvals = await ApprovalManager.connect({ address });
  const attemptId = 'job-17';
  const { outcome } = await approvals.claim(id, { claimedBy: 'payer', attemptId });
  if (outcome !== 'claimed') throw new Error(outcome);
  if (dies === 'before') process.kill(process.pid, 'SIGKILL');
  appendFileSync(effects, `${attemptId}\n`);
  if (dies === 'after') process.kill(process.pid, 'SIGKILL');
  await approvals.reportOutcome(id, { attemptId, outcome: 'committed' });
  await approvals.close();
}

void claimAndAct();
