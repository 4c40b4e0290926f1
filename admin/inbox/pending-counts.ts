import type { Principal } from '../access/principal';
import type { Desk } from '../desk/desk';

/** Past so many, to count them takes Temporal longer than the page may. */
const MANY = 1_000;
/** A count is taken again when it is so many times older than it took. */
const TIMES_OLDER = 100;
const MOST_REMEMBERED = 1_000;

interface Remembered {
  count: number;
  at: number;
  took: number;
}

const counts = new WeakMap<Desk, Map<string, Remembered>>();

/**
 * How many there are, by `count`. Where thousands wait the last answer is shown, and taken again beside; fewer are counted at
 * every visit.
 *
 * @param list what is counted for this principal
 */
export async function pendingCount(
  desk: Desk,
  { account, name, teams }: Principal,
  list: string,
  count: () => Promise<number>,
): Promise<number> {
  const remembered = counts.get(desk) ?? new Map<string, Remembered>();
  counts.set(desk, remembered);
  const key = JSON.stringify([list, account, name, teams]);
  const known = remembered.get(key);
  if (known === undefined) return countNow(remembered, key, count);
  if (Date.now() - known.at > known.took * TIMES_OLDER) {
    // One at a time: whoever comes meanwhile is shown what is known.
    remembered.set(key, { ...known, at: Date.now() });
    countNow(remembered, key, count).catch(() => {});
  }
  return known.count;
}

async function countNow(
  remembered: Map<string, Remembered>,
  key: string,
  count: () => Promise<number>,
): Promise<number> {
  const begun = Date.now();
  const counted = await count();
  remembered.delete(key);
  if (counted > MANY) remembered.set(key, { count: counted, at: Date.now(), took: Date.now() - begun });
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return counted;
}
