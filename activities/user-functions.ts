import type { z } from 'zod';
import { describeIssues } from '../contract/issues';
import { MissingField } from './present-fields';

/*
 * Helpers to call the functions of a config, which may throw, hang or change their arguments.
 */

/** The timeout of a condition. It is short because a condition runs inside a workflow task and must not delay it. */
const CONDITION_TIMEOUT_MS = 2_000;

/** The answer. @throws Error when it takes longer than the timeout */
export async function withTimeout<T>(answer: T | Promise<T>, timeoutMs = CONDITION_TIMEOUT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** The message of anything that was thrown. */
export function errorText(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'an error without a message';
  }
}

/** Freezes a value deeply, so that one condition cannot change what the next one sees. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

/** Why a condition failed, from what it threw. */
export function conditionFailure(error: unknown): string {
  return `the condition ${error instanceof MissingField ? 'failed' : 'threw'}: ${errorText(error)}`;
}

/** The context parsed by its schema; without a schema, the context itself. */
export function parseContext<T>(
  schema: z.ZodType | undefined,
  context: T,
  owner: string,
): { data: T } | { problem: string } {
  const parsed = schema?.safeParse(context);
  if (parsed === undefined) return { data: context };
  if (parsed.success) return { data: parsed.data as T };
  return {
    problem: `the context does not fit the ${owner}'s schema (${describeIssues(parsed.error, 'context')})`,
  };
}
