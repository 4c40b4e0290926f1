import { z } from 'zod';

const TOO_LARGE = `is an integer beyond ±${Number.MAX_SAFE_INTEGER}, which would lose digits: send it as text`;

/**
 * Why JSON would not carry this number to every reader unchanged; undefined if it would. JSON knows no -0: it becomes 0.
 */
export function numberProblem(value: number): string | undefined {
  if (!Number.isFinite(value)) return `is ${value}, which JSON does not know`;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? TOO_LARGE : undefined;
}

/** The first number in plain JSON that would not be carried unchanged, with its path. */
export function findNumberProblem(
  value: unknown,
  path: PropertyKey[] = [],
): { path: PropertyKey[]; message: string } | undefined {
  if (typeof value === 'number') {
    const message = numberProblem(value);
    return message === undefined ? undefined : { path, message };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  // Such as a date: what it becomes is not inside it.
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return undefined;
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, item] of entries) {
    const problem = findNumberProblem(item, [...path, key]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** JSON whose numbers every reader gets unchanged: what people are shown, and decide about. */
export const ExactJsonSchema = z.json().superRefine((value, problems) => {
  const problem = findNumberProblem(value);
  if (problem !== undefined) problems.addIssue({ code: 'custom', ...problem });
});
