import { EscalationManager } from '../../client';

/** An attached agent in its own process, so that a test can kill it with -9. Prints the number of each counted report. */
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
