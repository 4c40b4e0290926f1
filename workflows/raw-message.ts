import { defaultPayloadConverter, type RawValue } from '@temporalio/common';
import type { z } from 'zod';
import { LIMITS } from '../contract/limits';

export type Read<T> = { ok: true; message: T } | { ok: false; problem: string };

/**
 * Reads one message from payloads as they came. A payload that no converter knows, of any size or shape, must
 * become a refusal here: decoded earlier, by the SDK, it would wedge the workflow for ever (design rule 11).
 * Never echoes the input.
 */
export function readMessage<T>(
  schema: z.ZodType<T>,
  values: RawValue[],
  limit: number = LIMITS.messageBytes,
): Read<T> {
  const [first] = values;
  if (values.length !== 1 || first === undefined)
    return refused(`takes one JSON object, and got ${values.length} arguments`);
  const { payload } = first;
  if ((payload.data?.length ?? 0) > limit) return refused(`is larger than ${limit / 1024} KB`);
  try {
    const parsed = schema.safeParse(defaultPayloadConverter.fromPayload(payload));
    if (parsed.success) return { ok: true, message: parsed.data };
    return refused(parsed.error.issues.slice(0, 5).map(describeIssue).join('; ').slice(0, 1000));
  } catch {
    // No converter knows it, or it is nested so deep that reading it would end the stack.
    return refused('is not readable: send JSON of moderate depth, encoded as json/plain');
  }
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const field = path.join('.');
  return field === '' ? message : `${field}: ${message}`;
}

function refused(problem: string): Read<never> {
  // Names of unknown fields are quoted, and half of a character in a short error message ends the worker process.
  return { ok: false, problem: `The message ${problem}.`.toWellFormed() };
}
