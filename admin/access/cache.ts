/**
 * Reads a value at most once in `maxAgeMs` (milliseconds). Concurrent callers share one read. A failed read is not
 * cached.
 */
export function cached<T>(
  maxAgeMs: number,
  read: () => Promise<T>,
  now = () => Date.now(),
): () => Promise<T> {
  let last: { at: number; value: Promise<T> } | undefined;
  return () => {
    if (last !== undefined && now() - last.at < maxAgeMs) return last.value;
    const mine = { at: now(), value: read() };
    last = mine;
    mine.value.catch(() => {
      if (last === mine) last = undefined;
    });
    return mine.value;
  };
}
