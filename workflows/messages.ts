import { type RawValue, rawValueTypeInfo, type TypeInfo } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { MESSAGES } from '../contract/names';
import type { RequestRecord } from '../contract/record';
import type { Verdict } from '../contract/verdict';
import type { Attempts } from './attempts';

/** Every argument position raw, also those nobody asked for: extra arguments are decoded too. */
const everyRaw = new Proxy([] as TypeInfo[], { get: () => rawValueTypeInfo });
const typeInfo = { inputTypes: everyRaw };

const decideSignal = defineSignal<RawValue[]>(MESSAGES.decide, { typeInfo });
const decideUpdate = defineUpdate<Verdict, RawValue[]>(MESSAGES.decide, { typeInfo });
const cancelSignal = defineSignal<RawValue[]>(MESSAGES.cancel, { typeInfo });
const cancelUpdate = defineUpdate<Verdict, RawValue[]>(MESSAGES.cancel, { typeInfo });
const getQuery = defineQuery<RequestRecord>(MESSAGES.get);

const decideExample = '{ "decision": "approve", "decidedBy": "ana" }';
const rejectExample = '{ "decision": "reject", "decidedBy": "ana", "reason": "…" }';

/** What the Temporal UI shows beside each name. */
const DESCRIPTIONS = {
  decideSignal: `Approve or reject, answered in the record: ${decideExample} or ${rejectExample}. A refused signal shows nothing here: use the update to be told.`,
  decideUpdate: `Approve or reject, and be told what became of it: ${decideExample} or ${rejectExample}`,
  cancelSignal: 'Cancel, as the requester, its run or an operator: { "cancelledBy": "ana", "reason": "…" }',
  cancelUpdate: 'The same, and be told what became of it: { "cancelledBy": "ana", "reason": "…" }',
  get: 'The request as it stands: content, plan, decisions, refused attempts, who is still needed.',
};

/** Sets the handlers of a request: each puts the attempt in the queue and is answered from there. */
export function handleMessages(inbox: Attempts, current: () => RequestRecord): void {
  setHandler(getQuery, current, { description: DESCRIPTIONS.get });
  setHandler(decideSignal, (...sent) => inbox.signal('decide', sent), {
    description: DESCRIPTIONS.decideSignal,
  });
  setHandler(cancelSignal, (...sent) => inbox.signal('cancel', sent), {
    description: DESCRIPTIONS.cancelSignal,
  });
  setHandler(decideUpdate, (...sent) => inbox.update('decide', sent), {
    validator: (...sent: RawValue[]) => inbox.validate('decide', sent),
    description: DESCRIPTIONS.decideUpdate,
  });
  setHandler(cancelUpdate, (...sent) => inbox.update('cancel', sent), {
    validator: (...sent: RawValue[]) => inbox.validate('cancel', sent),
    description: DESCRIPTIONS.cancelUpdate,
  });
}
