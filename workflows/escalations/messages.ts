import type { RawValue } from '@temporalio/common';
import { defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import { CancelMessageSchema, type LateAnswer } from '../../contract/decision';
import type { EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import {
  AcknowledgeSchema,
  PromoteSchema,
  RaiseSchema,
  ReassignSchema,
  ResolveSchema,
} from '../../contract/escalation-messages';
import { LIMITS } from '../../contract/limits';
import { MESSAGES } from '../../contract/names';
import { escalationVerdict, isSignable } from '../../rules/escalations/attempt';
import { judgeEscalation } from '../../rules/escalations/judge';
import { handleSignalAndUpdate, rawArguments } from '../core/handlers';
import { readMessage } from '../core/raw-message';
import { isLookingUp } from './lookups';
import type { ArrivedAttempt, EscalationState } from './state';

const getQuery = defineQuery<EscalationRecord>(MESSAGES.get);
const lateAnswerQuery = defineQuery<LateAnswer<EscalationVerdict> | undefined, [unknown]>(
  MESSAGES.lateAnswer,
);
const raiseSignal = defineSignal<RawValue[]>(MESSAGES.raise, rawArguments);

const UPDATE_HINT = ' As an update you are told what became of it.';

/** What the Temporal UI shows beside each name. */
const DESCRIPTIONS = {
  acknowledge: 'I have it: { "acknowledgedBy": "ana" }. Stops promotion, not the deadline.',
  resolve:
    'Resolve: { "resolvedBy": "ana", "action": "continue", "resolution": "…" }; or "abort"; or "modify" with "modification": { … } for the next step.',
  promote: 'Ask the next level: { "promotedBy": "ana", "reason": "…" }',
  reassign: 'Ask others at this level: { "reassignedBy": "ana", "assignees": ["bo"], "reason": "…" }',
  cancel: 'Cancel, as its run or an operator: { "cancelledBy": "ana", "reason": "…" }',
  raise: 'From the run itself: it would escalate again.',
  get: 'The escalation as it stands: level, who is asked, until when, history, resolution.',
  lateAnswer: 'The verdict on an attempt that was queued, by its attemptId or the id of its update.',
};

/** Sets the handlers of an escalation: each puts the attempt in the queue and is answered from there. */
export function handleEscalationMessages(state: EscalationState): void {
  setHandler(getQuery, () => state.record, { description: DESCRIPTIONS.get });
  setHandler(lateAnswerQuery, state.queue.late.get, { description: DESCRIPTIONS.lateAnswer });
  for (const name of ['acknowledge', 'resolve', 'promote', 'reassign', 'cancel'] as const)
    handleSignalAndUpdate(state.queue, name, {
      signal: DESCRIPTIONS[name],
      update: DESCRIPTIONS[name] + UPDATE_HINT,
    });
  setHandler(raiseSignal, (...sent) => state.queue.signal(MESSAGES.raise, sent), {
    description: DESCRIPTIONS.raise,
  });
}

/** What each message is read by. */
const SCHEMAS = {
  acknowledge: AcknowledgeSchema,
  resolve: ResolveSchema,
  promote: PromoteSchema,
  reassign: ReassignSchema,
  cancel: CancelMessageSchema,
  raise: RaiseSchema,
} as const;

/** An attempt at an escalation, from payloads as they came. */
export function readEscalationAttempt(
  name: string,
  sent: RawValue[],
  transport: 'signal' | 'update',
): ArrivedAttempt {
  const at = Date.now();
  const kind = name as keyof typeof SCHEMAS;
  const read = readMessage<unknown>(SCHEMAS[kind], sent);
  if (!read.ok) return { at, transport, kind: 'unreadable', problem: read.problem };
  return { at, transport, kind, message: read.message } as ArrivedAttempt;
}

/**
 * What leaves no trace in history: what is malformed and, once 100 refusals are recorded, the unauthorized (design rule
 * 12). Whether a signature fits cannot be told here, so it may fit.
 */
export function refuseEscalationAttempt(
  state: EscalationState,
  attempt: ArrivedAttempt,
): EscalationVerdict | undefined {
  const { record } = state;
  if (attempt.kind === 'raise') return undefined;
  if (attempt.kind === 'unreadable') return escalationVerdict(record, 'invalid', attempt.problem);
  if (record.refused.length < LIMITS.recordedRefusals || record.plan === undefined) return undefined;
  if (isLookingUp(state)) return undefined;
  const signed = isSignable(attempt) && attempt.message.signature !== undefined;
  const { verdict } = judgeEscalation(record, signed ? { ...attempt, signatureCheck: 'fits' } : attempt);
  return verdict.outcome === 'not_authorized' ? verdict : undefined;
}
