import { z } from 'zod';
import { LIMITS, utf8Bytes } from './limits';

/** Whether a JSON value is an object, and neither a list nor null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TOO_LARGE = `is an integer beyond ±${Number.MAX_SAFE_INTEGER}, which would lose digits: send it as text`;

/**
 * Why JSON would not carry this number unchanged to every reader, or undefined if it would. -0 becomes 0 in JSON.
 */
export function numberProblem(value: number): string | undefined {
  if (!Number.isFinite(value)) return `is ${value}, which JSON cannot represent`;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? TOO_LARGE : undefined;
}

/** The first number in plain JSON that would change, with its path. */
export function findNumberProblem(
  value: unknown,
  path: PropertyKey[] = [],
): { path: PropertyKey[]; message: string } | undefined {
  if (typeof value === 'number') {
    const message = numberProblem(value);
    return message === undefined ? undefined : { path, message };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  // An object such as a date becomes another value, so its fields do not matter.
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return undefined;
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, item] of entries) {
    const problem = findNumberProblem(item, [...path, key]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** JSON whose numbers do not change on the way: people decide on exactly what was sent. */
export const ExactJsonSchema = z.json().superRefine((value, problems) => {
  const problem = findNumberProblem(value);
  if (problem !== undefined) problems.addIssue({ code: 'custom', ...problem });
});

/** A JSON object of at most 256 KB: the context of a request or a report. */
export const JsonContextSchema = z
  .record(z.string(), ExactJsonSchema)
  .refine((value) => utf8Bytes(JSON.stringify(value)) <= LIMITS.contextBytes, {
    error: `is larger than ${LIMITS.contextBytes / 1024} KB`,
  });
