import { EscalationManager } from '../../client';

/** An attached agent in a process of its own, so that a test can end it by -9. Prints the number of each report that counted. */
async function main([
  address = '',
  taskQueue = '',
  runId = '',
  name = '',
  count = '',
]: string[]): Promise<void> {
  const escalations = await EscalationManager.connect({ address, taskQueue, patience: '20s' });
  for (let number = 1; number <= Number(count); number++) {
    await escalations.checkEscalation(runId, { confidence: 0.9 }, { reportId: `${name}-${number}` });
    process.stdout.write(`${number}\n`);
  }
  await escalations.close();
}

void main(process.argv.slice(2));
