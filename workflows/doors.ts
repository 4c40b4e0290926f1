import { type RawValue, rawValueTypeInfo, type TypeInfo } from '@temporalio/common';
import { defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { Outcome } from '../contract/verdict';
import type { Attempts } from './attempts';

/** Every argument position raw, also those nobody asked for: extra arguments are decoded too. */
const everyRaw = new Proxy([] as TypeInfo[], { get: () => rawValueTypeInfo });
/** Payloads as they came: one that no converter knows, decoded by the SDK, would wedge the workflow (design rule 11). */
export const raw = { typeInfo: { inputTypes: everyRaw } };

/** Opens both doors of one message, with what the Temporal UI shows beside each. */
export function openDoors<A extends { at: number }, V extends { outcome: Outcome; message: string }>(
  inbox: Attempts<A, V>,
  name: string,
  description: { signal: string; update: string },
): void {
  setHandler(defineSignal<RawValue[]>(name, raw), (...sent) => inbox.signal(name, sent), {
    description: description.signal,
  });
  setHandler(defineUpdate<V, RawValue[]>(name, raw), (...sent) => inbox.update(name, sent), {
    validator: (...sent: RawValue[]) => inbox.validate(name, sent),
    description: description.update,
  });
}
