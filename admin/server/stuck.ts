import { setTimeout as sleep } from 'node:timers/promises';
import type { Operations, StuckWorkflow } from '../../client';
import { cached } from '../access/cache';
import type { AdminContext } from '../http/context';

const CACHE_MS = 15_000;
const HEAL_INTERVAL_MS = 60_000;
const MAX_HEALED = 20;
/** A workflow that is stuck again after this many resets needs an operator. */
const MAX_RESETS = 3;
/** The only cause that a correct worker cannot fix. Only a reset helps. */
const CURABLE_CAUSES: readonly string[] = ['BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE'];

/** The stuck workflows, looked up at most every 15 s. Pages and scrapes share the result. */
export function cacheStuck(operations: Pick<Operations, 'findStuck'>): () => Promise<StuckWorkflow[]> {
  return cached(CACHE_MS, () => operations.findStuck());
}

/** Resets stuck workflows every minute (`admin.heal`) until stopped. Logs each reset. */
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

/** Resets the stuck workflows that a reset can cure, at most 20. Logs each reset and each failure. */
export async function healAll({ operations, log }: Pick<AdminContext, 'operations' | 'log'>): Promise<void> {
  const stuck = await operations.findStuck();
  const curable = stuck.filter(({ cause = '' }) => CURABLE_CAUSES.includes(cause));
  if (stuck.length > curable.length)
    log(`${stuck.length - curable.length} stuck workflows need an operator: run hitl doctor`);
  for (const { id, cause } of curable.slice(0, MAX_HEALED))
    try {
      const { runId } = await operations.heal(id, { maxResets: MAX_RESETS });
      log(`${id} was stuck (${cause}) and was reset: it continues in Temporal run ${runId}`);
    } catch (error) {
      log(`a stuck workflow could not be reset: ${(error as Error).message}`);
    }
}
