import { AgentRuns } from 'temporal-hitl/client';
import { booksOf } from './books';
import { simulatePeople } from './people';

/** Starts the agent, plays the people and prints the result. */
async function main(): Promise<void> {
  const runs = await AgentRuns.connect();
  const { id } = await runs.start({
    agent: 'accounts_payable',
    input: { clerk: 'olga' },
    requesterId: 'olga',
  });
  console.log(`${id} works through 200 invoices; its books: ${booksOf(id)}`);
  let isOver = false;
  const people = simulatePeople(id, () => isOver);
  const run = await runs.wait(id).finally(() => (isOver = true));
  await people;
  for (const { level, reason, resolution } of run.escalations)
    console.log(`${level}: ${reason} -> ${resolution?.action} by ${resolution?.resolvedBy}`);
  for (const { key, status, decision } of run.approvals) console.log(`${key}: ${status} (${decision?.by})`);
  console.log(run.status, run.output ?? run.end);
  await runs.close();
}

void main();
