/** Calling the functions of a config: they are other people's code, and may throw, hang or change what they are given. */

/** A condition that takes longer counts as failed: it runs inside a workflow task, which it must not hold up. */
const CONDITION_TIMEOUT_MS = 2_000;

/** The answer, unless it takes too long: then it throws. */
export async function within<T>(answer: T | Promise<T>, patience = CONDITION_TIMEOUT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${patience} ms`)), patience);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What was thrown, in words. Anything can be thrown, also what has no text. */
export function describe(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'something without a message';
  }
}

/** One condition must not change what the next one sees. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
