import type { z } from 'zod';
import { MissingField } from './present-fields';

/** Calling the functions of a config: they are other people's code, and may throw, hang or change what they are given. */

/** A condition that takes longer counts as failed: it runs inside a workflow task, which it must not hold up. */
const CONDITION_TIMEOUT_MS = 2_000;

/** The answer, unless it takes too long: then it throws. */
export async function withTimeout<T>(answer: T | Promise<T>, patience = CONDITION_TIMEOUT_MS): Promise<T> {
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
export function errorText(error: unknown): string {
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

/** How a condition failed, from what it threw. */
export function conditionFailure(error: unknown): string {
  return `the condition ${error instanceof MissingField ? 'failed' : 'threw'}: ${errorText(error)}`;
}

/** What a `context` schema makes of a context; without a schema, the context itself. */
export function parseContext<T>(
  schema: z.ZodType | undefined,
  context: T,
  whose: string,
): { data: T } | { problem: string } {
  const parsed = schema?.safeParse(context);
  if (parsed === undefined) return { data: context };
  if (parsed.success) return { data: parsed.data as T };
  const fields = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'context'}: ${message}`);
  return { problem: `the context does not fit the ${whose}'s schema (${fields.join('; ')})` };
}
