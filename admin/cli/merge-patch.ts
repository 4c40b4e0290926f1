import { isObject } from '../../contract/json';

/*
 * JSON Merge Patch (RFC 7396): an object that names what changes. `null` removes a key, an object is merged, and everything
 * else replaces what was there.
 */

/** The value that a merge patch makes of another one. Neither is changed. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  // Entries, not assignments: an assignment to the key `__proto__` would set no key.
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch))
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  return Object.fromEntries(merged);
}
