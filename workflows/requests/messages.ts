import type { RawValue } from '@temporalio/common';
import { defineQuery, setHandler } from '@temporalio/workflow';
import {
  CancelMessageSchema,
  DecisionMessageSchema,
  type LateAnswer,
  type Verdict,
} from '../../contract/decision';
import { LIMITS } from '../../contract/limits';
import { MESSAGES } from '../../contract/names';
import type { RequestRecord } from '../../contract/request';
import { type Attempt, requestVerdict } from '../../rules/requests/attempt';
import { judge } from '../../rules/requests/judge';
import type { AttemptQueue } from '../core/attempt-queue';
import { handleSignalAndUpdate } from '../core/handlers';
import { readMessage } from '../core/raw-message';

const getQuery = defineQuery<RequestRecord>(MESSAGES.get);
const lateAnswerQuery = defineQuery<LateAnswer<Verdict> | undefined, [unknown]>(MESSAGES.lateAnswer);

const APPROVE_EXAMPLE = '{ "decision": "approve", "decidedBy": "ana" }';
const REJECT_EXAMPLE = '{ "decision": "reject", "decidedBy": "ana", "reason": "…" }';
const CONFIRM_HINT = ' Where a value must be typed: "confirm": "…" too.';

/** What the Temporal UI shows beside each name. */
const DESCRIPTIONS = {
  decideSignal: `Approve or reject, answered in the record: ${APPROVE_EXAMPLE} or ${REJECT_EXAMPLE}.${CONFIRM_HINT} A refused signal shows nothing here: use the update to be told.`,
  decideUpdate: `Approve or reject, and be told what became of it: ${APPROVE_EXAMPLE} or ${REJECT_EXAMPLE}.${CONFIRM_HINT}`,
  cancelSignal: 'Cancel, as the requester, its run or an operator: { "cancelledBy": "ana", "reason": "…" }',
  cancelUpdate: 'The same, and be told what became of it: { "cancelledBy": "ana", "reason": "…" }',
  get: 'The request as it stands: content, plan, decisions, refused attempts, who is still needed.',
  lateAnswer: 'The verdict on an attempt that was queued, by its attemptId or the id of its update.',
};

/** Sets the handlers of a request: each puts the attempt in the queue and is answered from there. */
export function handleRequestMessages(
  queue: AttemptQueue<Attempt, Verdict>,
  current: () => RequestRecord,
): void {
  setHandler(getQuery, current, { description: DESCRIPTIONS.get });
  setHandler(lateAnswerQuery, queue.late.get, { description: DESCRIPTIONS.lateAnswer });
  handleSignalAndUpdate(queue, MESSAGES.decide, {
    signal: DESCRIPTIONS.decideSignal,
    update: DESCRIPTIONS.decideUpdate,
  });
  handleSignalAndUpdate(queue, MESSAGES.cancel, {
    signal: DESCRIPTIONS.cancelSignal,
    update: DESCRIPTIONS.cancelUpdate,
  });
}

/** An attempt at a request, from payloads as they came. */
export function readRequestAttempt(name: string, sent: RawValue[], transport: 'signal' | 'update'): Attempt {
  const trace = { at: Date.now(), transport };
  if (name === 'decide') {
    const read = readMessage(DecisionMessageSchema, sent);
    return read.ok
      ? { ...trace, kind: 'decide', message: read.message }
      : { ...trace, kind: 'unreadable', problem: read.problem };
  }
  const read = readMessage(CancelMessageSchema, sent);
  return read.ok
    ? { ...trace, kind: 'cancel', message: read.message }
    : { ...trace, kind: 'unreadable', problem: read.problem };
}

/**
 * What leaves no trace in history: what is malformed and, once 100 refusals are recorded, the unauthorized (design rule
 * 12). Whether a signature fits cannot be told here, so it may fit.
 */
export function refuseRequestAttempt(record: RequestRecord, attempt: Attempt): Verdict | undefined {
  if (attempt.kind === 'unreadable') return requestVerdict(record, 'invalid', attempt.problem);
  const isPlanned = record.plan?.teams !== undefined;
  if (record.refused.length < LIMITS.recordedRefusals || !isPlanned) return undefined;
  const signed = attempt.kind === 'decide' && attempt.message.signature !== undefined;
  const judged = judge(record, signed ? { ...attempt, signatureCheck: 'fits' } : attempt);
  return judged.verdict.outcome === 'not_authorized' ? judged.verdict : undefined;
}
