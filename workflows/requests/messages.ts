import type { RawValue } from '@temporalio/common';
import { defineQuery, setHandler } from '@temporalio/workflow';
import {
  CancelMessageSchema,
  CommentMessageSchema,
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
import { handleInOrder } from '../core/sdk-patches';

const getQuery = defineQuery<RequestRecord>(MESSAGES.get);
const lateAnswerQuery = defineQuery<LateAnswer<Verdict> | undefined, [unknown]>(MESSAGES.lateAnswer);

const APPROVE_EXAMPLE = '{ "decision": "approve", "decidedBy": "ana" }';
const REJECT_EXAMPLE = '{ "decision": "reject", "decidedBy": "ana", "reason": "…" }';
const OTHERS_HINT =
  ' Where a policy allows it: "edit" with the whole new "context" and "expected": { "contentHash": … }, or "respond" with a "text".';
const HASH_HINT = ' If everything must be read before an approval, the details show the "expected" to add.';
const CONFIRM_HINT = ' If a value must be typed, add "confirm": "…".';
const HINTS = `${CONFIRM_HINT}${HASH_HINT}${OTHERS_HINT}`;

/** The descriptions that the Temporal UI shows. */
const DESCRIPTIONS = {
  decideSignal: `Approve or reject: ${APPROVE_EXAMPLE} or ${REJECT_EXAMPLE}.${HINTS} A signal returns no verdict, so a refusal is only in the record: use the update to get the verdict.`,
  decideUpdate: `Approve or reject, and get the verdict: ${APPROVE_EXAMPLE} or ${REJECT_EXAMPLE}.${HINTS}`,
  commentSignal: 'Comment, without deciding: { "commentedBy": "ana", "text": "…" }.',
  commentUpdate: 'Comment, without deciding, and get the verdict: { "commentedBy": "ana", "text": "…" }.',
  cancelSignal: 'Cancel, as the requester, its run or an operator: { "cancelledBy": "ana", "reason": "…" }.',
  cancelUpdate:
    'Cancel, as the requester, its run or an operator, and get the verdict: { "cancelledBy": "ana", "reason": "…" }.',
  get: 'The current state of the request: content, plan, decisions, refused attempts, who is still needed.',
  lateAnswer: 'The verdict on an attempt that was queued. Send its attemptId or the id of its update.',
};

/** Sets the message handlers of a request. Each puts the attempt into the queue, which answers it. */
export function handleRequestMessages(
  queue: AttemptQueue<Attempt, Verdict>,
  current: () => RequestRecord,
): void {
  setHandler(getQuery, current, { description: DESCRIPTIONS.get });
  setHandler(lateAnswerQuery, queue.late.get, { description: DESCRIPTIONS.lateAnswer });
  handleInOrder(() => {
    handleSignalAndUpdate(queue, MESSAGES.decide, {
      signal: DESCRIPTIONS.decideSignal,
      update: DESCRIPTIONS.decideUpdate,
    });
    handleSignalAndUpdate(queue, MESSAGES.comment, {
      signal: DESCRIPTIONS.commentSignal,
      update: DESCRIPTIONS.commentUpdate,
    });
    handleSignalAndUpdate(queue, MESSAGES.cancel, {
      signal: DESCRIPTIONS.cancelSignal,
      update: DESCRIPTIONS.cancelUpdate,
    });
  });
}

/** Reads an attempt at a request from raw payloads. */
export function readRequestAttempt(name: string, sent: RawValue[], transport: 'signal' | 'update'): Attempt {
  const arrival = { at: Date.now(), transport };
  if (name === 'decide') {
    const read = readMessage(DecisionMessageSchema, sent, LIMITS.decisionBytes);
    return read.ok
      ? { ...arrival, kind: 'decide', message: read.message }
      : { ...arrival, kind: 'unreadable', problem: read.problem };
  }
  if (name === 'comment') {
    const read = readMessage(CommentMessageSchema, sent);
    return read.ok
      ? { ...arrival, kind: 'comment', message: read.message }
      : { ...arrival, kind: 'unreadable', problem: read.problem };
  }
  const read = readMessage(CancelMessageSchema, sent);
  return read.ok
    ? { ...arrival, kind: 'cancel', message: read.message }
    : { ...arrival, kind: 'unreadable', problem: read.problem };
}

/**
 * The verdict if the validator refuses the attempt, which leaves no event in history: a malformed attempt and, after 100
 * recorded refusals, an unauthorized one (design rule 12). A signature cannot be checked here, so it is assumed to fit.
 */
export function refuseRequestAttempt(record: RequestRecord, attempt: Attempt): Verdict | undefined {
  if (attempt.kind === 'unreadable') return requestVerdict(record, 'invalid', attempt.problem);
  const isPlanned = record.plan?.teams !== undefined;
  if (record.refused.length < LIMITS.recordedRefusals || !isPlanned) return undefined;
  const signed = attempt.kind === 'decide' && attempt.message.signature !== undefined;
  const judged = judge(record, signed ? { ...attempt, signatureCheck: 'fits' } : attempt);
  return judged.verdict.outcome === 'not_authorized' ? judged.verdict : undefined;
}
