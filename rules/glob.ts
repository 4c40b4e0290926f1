/**
 * Whether one of the globs matches the whole name. In a glob `**` matches any characters and `*` any characters except `/`;
 * every other character matches itself. The globs `*` and `**` alone match everything.
 */
export function matchesAny(globs: readonly string[], name: string): boolean {
  return globs.some((glob) => isEverything(glob) || matchesGlob(glob, name));
}

export function isEverything(glob: string): boolean {
  return glob === '*' || glob === '**';
}

/**
 * Whether one glob matches, without the special case of a lone `*`. Its time is at most proportional to the length of the
 * glob times the length of the name. A regular expression would backtrack for seconds on `*a*a*a*b`.
 *
 * @param name a string; the tests count how often its characters are read
 */
export function matchesGlob(glob: string, name: ArrayLike<string>): boolean {
  const tokens = glob.match(/\*+|[^*]/gs) ?? [];
  const end = name.length;
  // reached[i]: the tokens so far match the first i characters of the name.
  let reached = [true, ...Array<boolean>(end).fill(false)];
  for (const token of tokens) {
    const next = Array<boolean>(end + 1).fill(false);
    const isWild = token.startsWith('*');
    if (isWild) next[0] = reached[0] === true;
    for (let i = 0; i < end; i++) {
      if (!isWild) next[i + 1] = reached[i] === true && name[i] === token;
      else
        next[i + 1] = reached[i + 1] === true || (next[i] === true && (token.length > 1 || name[i] !== '/'));
    }
    reached = next;
  }
  return reached[end] === true;
}
