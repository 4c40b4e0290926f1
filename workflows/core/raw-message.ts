import { defaultPayloadConverter, encodingTypes, type Payload, type RawValue } from '@temporalio/common';
import { decode } from '@temporalio/common/lib/encoding';
import type { z } from 'zod';
import { LIMITS } from '../../contract/limits';
import { findJsonLoss } from '../../rules/strict-json';

export type Read<T> = { ok: true; message: T } | { ok: false; problem: string };

/** What each message was read as: an Update is read by its validator and again, moments later, by its handler. */
const readBefore = new WeakMap<Payload, { schema: z.ZodType; limit: number; read: Read<unknown> }>();

/**
 * Reads one message from payloads as they came. A payload that no converter knows, of any size or shape, must become a
 * refusal here: decoded earlier, by the SDK, it would wedge the workflow (design rule 11). Never echoes the input.
 * The same payload is parsed once, so do not change the message that is returned.
 */
export function readMessage<T>(
  schema: z.ZodType<T>,
  values: RawValue[],
  limit: number = LIMITS.messageBytes,
): Read<T> {
  const read: Read<T> =
    values.length === 1
      ? readOnce(schema, values[0], limit)
      : { ok: false, problem: `takes one JSON object, and got ${values.length} arguments` };
  return read.ok ? read : { ok: false, problem: `The message ${read.problem}.` };
}

function readOnce<T>(schema: z.ZodType<T>, value: RawValue | undefined, limit: number): Read<T> {
  const before = value && readBefore.get(value.payload);
  if (before?.schema === schema && before.limit === limit) return before.read as Read<T>;
  const read = readValue(schema, value, limit);
  if (value) readBefore.set(value.payload, { schema, limit, read });
  return read;
}

/** Reads one argument; `problem` is what is wrong with it, as the end of a sentence. */
export function readValue<T>(schema: z.ZodType<T>, value: RawValue | undefined, limit: number): Read<T> {
  const payload = value?.payload;
  if (!payload) return refused('is missing: give one JSON object');
  if ((payload.data?.length ?? 0) > limit) return refused(`is larger than ${limit / 1024} KB`);
  try {
    const value = defaultPayloadConverter.fromPayload(payload);
    const loss = jsonLoss(payload);
    if (loss !== undefined) return refused(`cannot be read: ${loss}`);
    const parsed = schema.safeParse(value);
    if (parsed.success) return { ok: true, message: parsed.data };
    return refused(parsed.error.issues.slice(0, 5).map(describeIssue).join('; ').slice(0, 1000));
  } catch {
    // No converter knows it, or it is nested so deep that reading it would end the stack.
    return refused('is not readable: send JSON of moderate depth, encoded as json/plain');
  }
}

function jsonLoss({ data, metadata }: Payload): string | undefined {
  const isJson = decode(metadata?.['encoding'] ?? new Uint8Array()) === encodingTypes.METADATA_ENCODING_JSON;
  return isJson && data ? findJsonLoss(decode(data)) : undefined;
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  const field = path.join('.');
  return field === '' ? message : `${field}: ${message}`;
}

function refused(problem: string): Read<never> {
  // Names of unknown fields are quoted, and half of a character in a short error message ends the worker process.
  return { ok: false, problem: problem.toWellFormed() };
}
