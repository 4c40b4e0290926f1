import { LRUCache } from 'lru-cache';
import type { Principal } from '../access/principal';
import type { AdminContext } from '../http/context';

/*
 * The numbers of pending requests in the lists.
 */

/** Above this, counting is too slow for a page load. */
const MAX_COUNTED = 1_000;
/** A cached count is refreshed when it is this many times older than counting took. */
const REFRESH_FACTOR = 100;
const MAX_CACHED = 1_000;

interface CachedCount {
  count: number;
  at: number;
  tookMs: number;
}

const caches = new WeakMap<AdminContext, LRUCache<string, CachedCount>>();

/**
 * The result of `count`. A large count comes from the cache and is refreshed in the background. A small count is taken
 * at every visit.
 */
export async function pendingCount(
  admin: AdminContext,
  { account, name, teams }: Principal,
  list: string,
  count: () => Promise<number>,
): Promise<number> {
  const cache = caches.get(admin) ?? new LRUCache<string, CachedCount>({ max: MAX_CACHED });
  caches.set(admin, cache);
  const key = JSON.stringify([list, account, name, teams]);
  const cached = cache.get(key);
  if (cached === undefined) return countNow(cache, key, count);
  if (Date.now() - cached.at > cached.tookMs * REFRESH_FACTOR) {
    // One refresh at a time: other visitors get the cached count meanwhile.
    cache.set(key, { ...cached, at: Date.now() });
    countNow(cache, key, count).catch(() => {});
  }
  return cached.count;
}

async function countNow(
  cache: LRUCache<string, CachedCount>,
  key: string,
  count: () => Promise<number>,
): Promise<number> {
  const begun = Date.now();
  const counted = await count();
  if (counted > MAX_COUNTED) cache.set(key, { count: counted, at: Date.now(), tookMs: Date.now() - begun });
  else cache.delete(key);
  return counted;
}
