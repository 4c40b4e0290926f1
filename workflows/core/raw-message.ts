import { defaultPayloadConverter, encodingTypes, type Payload, type RawValue } from '@temporalio/common';
import { decode } from '@temporalio/common/lib/encoding';
import type { z } from 'zod';
import { undecrypted } from '../../codec/encrypted-payload';
import { describeIssues } from '../../contract/issues';
import { LIMITS } from '../../contract/limits';
import { findJsonLoss } from '../../rules/strict-json';

interface Refused {
  ok: false;
  problem: string;
  /** It is encrypted with a key that the worker does not have. */
  lacksKey?: true;
}

export type Read<T> = { ok: true; message: T } | Refused;

/** A cache of read messages: an Update is read first by its validator and then by its handler. */
const readBefore = new WeakMap<Payload, { schema: z.ZodType; limit: number; read: Read<unknown> }>();

/**
 * Reads one message from raw payloads. A payload of any encoding, size or shape must become a refusal here: if the SDK decoded
 * it, the workflow would be stuck (design rule 11). The problem never repeats the input. The same payload is parsed only once,
 * so do not change the returned message.
 */
export function readMessage<T>(
  schema: z.ZodType<T>,
  values: RawValue[],
  limit: number = LIMITS.messageBytes,
): Read<T> {
  const read: Read<T> =
    values.length === 1
      ? readOnce(schema, values[0], limit)
      : { ok: false, problem: `must be one JSON object, but there are ${values.length} arguments` };
  return read.ok ? read : { ok: false, problem: `The message ${read.problem}.` };
}

function readOnce<T>(schema: z.ZodType<T>, value: RawValue | undefined, limit: number): Read<T> {
  const before = value && readBefore.get(value.payload);
  if (before?.schema === schema && before.limit === limit) return before.read as Read<T>;
  const read = readValue(schema, value, limit);
  if (value) readBefore.set(value.payload, { schema, limit, read });
  return read;
}

/** Reads one argument. `problem` is the end of a sentence that begins with the name of the argument. */
export function readValue<T>(schema: z.ZodType<T>, value: RawValue | undefined, limit: number): Read<T> {
  const payload = value?.payload;
  if (!payload) return refused('is missing: send one JSON object');
  if ((payload.data?.length ?? 0) > limit) return refused(`is larger than ${limit / 1024} KB`);
  const encrypted = undecrypted(payload);
  if (encrypted) {
    const { because, problem } = encrypted;
    return { ...refused(problem), ...(because === 'key' && { lacksKey: true }) };
  }
  try {
    const value = defaultPayloadConverter.fromPayload(payload);
    const loss = jsonLoss(payload);
    if (loss !== undefined) return refused(`cannot be read: ${loss}`);
    const parsed = schema.safeParse(value);
    if (parsed.success) return { ok: true, message: parsed.data };
    return refused(describeIssues(parsed.error).slice(0, 1000));
  } catch {
    // No converter knows the encoding, or the value is nested so deeply that reading it overflows the stack.
    return refused('cannot be read: send JSON that is encoded as json/plain and not nested too deeply');
  }
}

function jsonLoss({ data, metadata }: Payload): string | undefined {
  const isJson = decode(metadata?.['encoding'] ?? new Uint8Array()) === encodingTypes.METADATA_ENCODING_JSON;
  return isJson && data ? findJsonLoss(decode(data), '', true) : undefined;
}

function refused(problem: string): Refused {
  // The problem quotes names of unknown fields, and a lone surrogate in a short error message would end the worker process.
  return { ok: false, problem: problem.toWellFormed() };
}
