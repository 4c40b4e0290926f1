import { setTimeout as sleep } from 'node:timers/promises';
import type { Runs } from './managers';
import { AgentNotFound } from './errors';

/** A worker that runs tells within a fraction of it; without one nothing more is known by waiting. */
const LOOKED_FOR_MS = 3_000;

/**
 * Looks at a run that has just started, since one of a misspelt agent fails at once: to say that it started would not be
 * the truth.
 *
 * @throws AgentNotFound when a worker has said so
 */
export async function refuseUnknownAgent(runs: Runs, id: string): Promise<void> {
  const until = Date.now() + LOOKED_FOR_MS;
  for (;;) {
    const looked = runs.get(id).catch(() => undefined);
    const run = await Promise.race([looked, sleep(until - Date.now(), undefined, { ref: false })]);
    const error = run?.end?.error;
    if (error?.name === 'AgentNotFound') throw new AgentNotFound(`${id} has failed: ${error.message}`);
    if (run || Date.now() >= until) return;
    // Temporal refuses a query a second after the start where the first workflow task is not done.
    await sleep(100, undefined, { ref: false });
  }
}
