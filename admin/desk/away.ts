import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { TemporalUnreachable } from '../../contract/errors';

/** So long nobody wonders whether the page works. */
const SOON_MS = 1_500;
const CHECK_MS = 1_000;

/** Whether Temporal answers within so many milliseconds. */
async function answers(client: Client, ms: number): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + ms, () => client.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}

/**
 * What comes of reading from Temporal. The client tries for ten seconds before it says that Temporal is away; a person
 * who looks at an empty window for so long has gone.
 *
 * @throws TemporalUnreachable after some two seconds, when Temporal is away
 */
export async function orAwaySoon<T>(client: Client, reading: Promise<T>): Promise<T> {
  const soon = await Promise.race([reading.then(() => 'read'), sleep(SOON_MS, 'slow', { ref: false })]);
  if (soon === 'read' || (await answers(client, CHECK_MS))) return reading;
  reading.catch(() => {});
  throw new TemporalUnreachable('Temporal does not answer');
}
