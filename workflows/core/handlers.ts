import { type RawValue, rawValueTypeInfo, type TypeInfo } from '@temporalio/common';
import { defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { AnyAttempt, AttemptQueue } from './attempt-queue';
import type { VerdictOutcome } from '../../contract/names';

/**
 * Every argument position is raw, also those that no handler takes: the SDK decodes extra arguments too. The target is
 * no array: the sandbox freezes it, and then the proxy could not answer for an array's `length`.
 */
const rawInputTypes = new Proxy({} as TypeInfo[], { get: () => rawValueTypeInfo });
/** Payloads as they came: one in an unknown encoding, decoded by the SDK, would wedge the workflow (design rule 11). */
export const rawArguments = { typeInfo: { inputTypes: rawInputTypes } };

/** Sets the Signal and the Update of one message, with what the Temporal UI shows beside each. */
export function handleSignalAndUpdate<
  A extends AnyAttempt,
  V extends { outcome: VerdictOutcome; message: string },
>(queue: AttemptQueue<A, V>, name: string, description: { signal: string; update: string }): void {
  setHandler(defineSignal<RawValue[]>(name, rawArguments), (...sent) => queue.signal(name, sent), {
    description: description.signal,
  });
  setHandler(defineUpdate<V, RawValue[]>(name, rawArguments), (...sent) => queue.update(name, sent), {
    validator: (...sent: RawValue[]) => queue.validate(name, sent),
    description: description.update,
  });
}
