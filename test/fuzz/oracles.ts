import assert from 'node:assert/strict';

/*
 * The oracles: each throws if a parser breaks its rule for an input.
 */

/** The JSON value in a text. Undefined if it is not JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Runs `parse`, which may throw only errors of these classes. Undefined if it did. */
export function onlyThrows<T>(
  classes: readonly (abstract new (...args: never[]) => Error)[],
  parse: () => T,
): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (classes.some((each) => error instanceof each)) return undefined;
    throw error;
  }
}

/** Nothing that a terminal would obey or a reader would not see. Line feeds and tabs are allowed. */
export function assertVisible(text: string): void {
  const found = /[^\n\t\P{Cc}]|[\u202a-\u202e\u2066-\u2069\u200b]/u.exec(text);
  assert(found === null, `the output has the character U+${found?.[0].codePointAt(0)?.toString(16)}`);
}

/** Same as JSON. `-0` and `0` are the same in JSON. */
export function assertSameJson(actual: unknown, expected: unknown): void {
  assert.equal(JSON.stringify(actual), JSON.stringify(expected), 'the value was changed');
}

/** The order of keys does not matter. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]),
  );
}
