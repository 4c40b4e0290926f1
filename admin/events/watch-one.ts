import { defined } from '../../contract/defined';
import { LIMITS } from '../../contract/limits';
import { lookUpKind, readProgress, readUseProgress } from '../access/lookup';
import type { Principal } from '../access/principal';
import type { AdminContext } from '../http/context';
import type { WatchSource } from './watch';

const INTERVAL_MS = 1_000;

/**
 * Watches one request, escalation or run by the length of its history, and an approved request also by its claims. It needs no
 * worker.
 *
 * @throws RequestNotFound if nothing that the principal may read has the id
 */
export async function watchOne(admin: AdminContext, who: Principal, id: string): Promise<WatchSource> {
  const kind = await lookUpKind(admin, who, id);
  const useMark = useWatcher(admin, id);
  return {
    intervalMs: INTERVAL_MS,
    async snapshot() {
      const progress = await readProgress(admin, kind, id);
      if (progress === undefined) return new Map();
      const { status, historyLength, unreadable } = progress;
      const change = { kind, id, status, ...defined({ unreadable }) };
      const use = kind === 'request' && status === 'approved' ? await useMark() : '';
      return new Map([[id, { ...change, mark: `${status} ${historyLength} ${use}` }]]);
    },
    readEnded: () => Promise.resolve([]),
  };
}

/** Returns a function that reads the mark of the latest claim. It reads no claim again that another one has followed. */
function useWatcher(admin: AdminContext, id: string): () => Promise<string> {
  let number = 1;
  return async () => {
    let latest = await readUseProgress(admin, id, number);
    // After a release another claim may follow.
    while (latest?.isOpen === false && number < LIMITS.claims) {
      const next = await readUseProgress(admin, id, number + 1);
      if (next === undefined) break;
      number++;
      latest = next;
    }
    return latest === undefined ? 'unclaimed' : `${number} ${latest.historyLength} ${latest.isOpen}`;
  };
}
