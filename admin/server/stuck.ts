import { setTimeout as sleep } from 'node:timers/promises';
import type { Operations, StuckWorkflow } from '../../client';
import type { AdminContext } from '../http/context';

const CACHE_MS = 15_000;
const HEAL_INTERVAL_MS = 60_000;
const MAX_HEALED = 20;
/** A workflow that was reset this often and is stuck again needs a person. */
const MAX_RESETS = 3;
/** The only cause that no correct worker can mend: a reset is the one cure. */
const CURABLE_CAUSES: readonly string[] = ['BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE'];

/** The stuck workflows, looked up at most every 15 s, however many pages and scrapes ask. */
export function cacheStuck(operations: Pick<Operations, 'findStuck'>): () => Promise<StuckWorkflow[]> {
  let last: { at: number; found: Promise<StuckWorkflow[]> } | undefined;
  return () => {
    if (last !== undefined && Date.now() - last.at < CACHE_MS) return last.found;
    const found = operations.findStuck();
    const mine = { at: Date.now(), found };
    last = mine;
    found.catch(() => {
      if (last === mine) last = undefined;
    });
    return found;
  };
}

/** Resets stuck workflows every minute (`admin.heal`) until it is stopped. Logs each of them. */
export function startHealing(admin: Pick<AdminContext, 'operations' | 'log'>): { stop: () => void } {
  const stopped = new AbortController();
  void (async () => {
    while (!stopped.signal.aborted) {
      await healAll(admin).catch((error: Error) => admin.log(`stuck workflows: ${error.message}`));
      await sleep(HEAL_INTERVAL_MS, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
    }
  })();
  return { stop: () => stopped.abort() };
}

/** Resets those that a reset can cure, at most 20. Each reset is logged, and each that is refused. */
export async function healAll({ operations, log }: Pick<AdminContext, 'operations' | 'log'>): Promise<void> {
  const wedged = await operations.findStuck();
  const curable = wedged.filter(({ cause = '' }) => CURABLE_CAUSES.includes(cause));
  if (wedged.length > curable.length)
    log(`${wedged.length - curable.length} stuck workflows are left for an operator: see hitl doctor`);
  for (const { id, cause } of curable.slice(0, MAX_HEALED))
    try {
      const { runId } = await operations.heal(id, { maxResets: MAX_RESETS });
      log(`${id} was stuck (${cause}) and has been reset: it continues in run ${runId}`);
    } catch (error) {
      log(`a stuck workflow was not reset: ${(error as Error).message}`);
    }
}
