import { defineQuery, setHandler } from '@temporalio/workflow';
import { MESSAGES } from '../../contract/names';
import type { RequestRecord } from '../../contract/record';
import type { LateAnswer, Verdict } from '../../contract/verdict';
import type { RequestInbox } from './desk';
import { openDoors } from '../handlers';

const getQuery = defineQuery<RequestRecord>(MESSAGES.get);
const lateAnswerQuery = defineQuery<LateAnswer<Verdict> | undefined, [unknown]>(MESSAGES.lateAnswer);

const decideExample = '{ "decision": "approve", "decidedBy": "ana" }';
const rejectExample = '{ "decision": "reject", "decidedBy": "ana", "reason": "…" }';
const confirmHint = ' Where a value must be typed: "confirm": "…" too.';

/** What the Temporal UI shows beside each name. */
const DESCRIPTIONS = {
  decideSignal: `Approve or reject, answered in the record: ${decideExample} or ${rejectExample}.${confirmHint} A refused signal shows nothing here: use the update to be told.`,
  decideUpdate: `Approve or reject, and be told what became of it: ${decideExample} or ${rejectExample}.${confirmHint}`,
  cancelSignal: 'Cancel, as the requester, its run or an operator: { "cancelledBy": "ana", "reason": "…" }',
  cancelUpdate: 'The same, and be told what became of it: { "cancelledBy": "ana", "reason": "…" }',
  get: 'The request as it stands: content, plan, decisions, refused attempts, who is still needed.',
  lateAnswer: 'The verdict on an attempt that was queued, by its attemptId or the id of its update.',
};

/** Sets the handlers of a request: each puts the attempt in the queue and is answered from there. */
export function handleMessages(inbox: RequestInbox, current: () => RequestRecord): void {
  setHandler(getQuery, current, { description: DESCRIPTIONS.get });
  setHandler(lateAnswerQuery, inbox.late.get, { description: DESCRIPTIONS.lateAnswer });
  openDoors(inbox, MESSAGES.decide, { signal: DESCRIPTIONS.decideSignal, update: DESCRIPTIONS.decideUpdate });
  openDoors(inbox, MESSAGES.cancel, { signal: DESCRIPTIONS.cancelSignal, update: DESCRIPTIONS.cancelUpdate });
}
