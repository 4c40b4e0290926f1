/** Where a value is in a context, as a chain to the root: most are never named, and naming all would cost more than reading them. */
export interface Place {
  key: string | number;
  within?: Place;
  /** Which of its object's keys it is, from 1: named instead of a key that may itself be sensitive. */
  index: number;
}

const SHOWN_KEYS = 6;
const PLAIN_KEY = /^[\p{L}_$][\p{L}\p{N}_$-]{0,39}$/u;

/** Such as `$.customer.notes[2]`; the middle of a deep place is left out. */
export function nameOfPlace(place: Place | undefined, isSafe: (key: string) => boolean): string {
  const keys = keysOf(place).map(({ key, index }) => {
    if (typeof key === 'number') return `[${key}]`;
    return PLAIN_KEY.test(key) && isSafe(key) ? `.${key}` : `[key ${index}]`;
  });
  if (keys.length <= SHOWN_KEYS) return `$${keys.join('')}`;
  return `$${keys.slice(0, SHOWN_KEYS / 2).join('')}…${keys.slice(-SHOWN_KEYS / 2).join('')}`;
}

function keysOf(place: Place | undefined): Place[] {
  const keys: Place[] = [];
  for (let at = place; at !== undefined; at = at.within) keys.push(at);
  return keys.reverse();
}
