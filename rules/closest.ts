/** The known name that `name` probably means: the nearest that differs by at most two letters, upper and lower case being alike. */
export function closest(name: string, known: readonly string[]): string | undefined {
  const near = known.map((other) => ({ other, apart: distance(name.toLowerCase(), other.toLowerCase()) }));
  return near
    .filter(({ apart, other }) => apart <= 2 && apart < other.length)
    .sort((a, b) => a.apart - b.apart)[0]?.other;
}

/** The number of letters to insert, delete or change (Levenshtein). */
function distance(a: string, b: string): number {
  // Longer ones are never close, and would take long.
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
