const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A duration in its two largest units: `3h 59m`, `12d 4h`, `42s`. */
export function formatDuration(milliseconds: number): string {
  let left = Math.max(0, milliseconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0 || parts.length > 0 || unit === 's') parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).join(' ').replace(/ 0\w$/, '');
}

/** How long something took: `850ms`, or from a second on as `formatDuration`. */
export function formatElapsed(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds}ms` : formatDuration(milliseconds);
}

/** A time, absolute and relative: `2026-11-22 21:00:00 UTC (5m ago)`. */
export function formatTimestamp(iso: string, now: number): string {
  return `${formatAbsolute(iso)} (${formatRelative(iso, now)})`;
}

/** `in 3h 59m`, or `5m ago`. */
export function formatRelative(iso: string, now: number): string {
  const ahead = Date.parse(iso) - now;
  return ahead > 0 ? `in ${formatDuration(ahead)}` : `${formatDuration(-ahead)} ago`;
}

/** A time to the second: `2026-11-22 21:00:00 UTC`. */
export function formatAbsolute(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Shortens the times in a sentence, which are in ISO 8601 with milliseconds, to `formatAbsolute`. */
export function shortenTimes(sentence: string): string {
  return replaceTimes(sentence, formatAbsolute);
}

/** Writes the times in a sentence, which are in ISO 8601 with milliseconds, in another way. */
export function replaceTimes(sentence: string, write: (iso: string) => string): string {
  return sentence.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (iso) => write(iso));
}
