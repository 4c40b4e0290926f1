import { type RawValue, rawValueTypeInfo, type TypeInfo } from '@temporalio/common';
import { defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { VerdictOutcome } from '../../contract/names';
import type { AnyAttempt, AttemptQueue } from './attempt-queue';

/**
 * Makes every argument position raw, also positions that no handler uses, since the SDK decodes extra arguments too. The proxy's
 * target is not an array: the sandbox freezes it, and a proxy could not answer for the `length` of a frozen array.
 */
const rawInputTypes = new Proxy({} as TypeInfo[], { get: () => rawValueTypeInfo });
/** Handlers receive raw payloads: if the SDK decoded one in an unknown encoding, the workflow would be stuck (design rule 11). */
export const rawArguments = { typeInfo: { inputTypes: rawInputTypes } };

/** Sets the Signal and the Update handler of one message, with their descriptions for the Temporal UI. */
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
