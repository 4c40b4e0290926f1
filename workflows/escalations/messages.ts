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
import { handleInOrder } from '../core/sdk-patches';
import { isLookingUp } from './lookups';
import type { ArrivedAttempt, EscalationState } from './state';

const getQuery = defineQuery<EscalationRecord>(MESSAGES.get);
const lateAnswerQuery = defineQuery<LateAnswer<EscalationVerdict> | undefined, [unknown]>(
  MESSAGES.lateAnswer,
);
const raiseSignal = defineSignal<RawValue[]>(MESSAGES.raise, rawArguments);

const UPDATE_HINT = ' The update returns the verdict.';

/** The descriptions that the Temporal UI shows. */
const DESCRIPTIONS = {
  acknowledge: 'Acknowledge: { "acknowledgedBy": "ana" }. This stops promotion, but not the deadline.',
  resolve:
    'Resolve: { "resolvedBy": "ana", "action": "continue", "resolution": "…" }. The action can be "continue", "abort", or "modify" with "modification": { … } for the next step.',
  promote: 'Promote to the next level: { "promotedBy": "ana", "reason": "…" }.',
  reassign:
    'Assign other people at this level: { "reassignedBy": "ana", "assignees": ["bo"], "reason": "…" }.',
  cancel: 'Cancel, as its run or an operator: { "cancelledBy": "ana", "reason": "…" }.',
  raise: 'Sent by the run when it escalates again.',
  get: 'The current state of the escalation: level, assignees, deadline, history, resolution.',
  lateAnswer: 'The verdict on an attempt that was queued. Send its attemptId or the id of its update.',
};

/** Sets the message handlers of an escalation. Each puts the attempt into the queue, which answers it. */
export function handleEscalationMessages(state: EscalationState): void {
  setHandler(getQuery, () => state.record, { description: DESCRIPTIONS.get });
  setHandler(lateAnswerQuery, state.queue.late.get, { description: DESCRIPTIONS.lateAnswer });
  handleInOrder(() => {
    for (const name of ['acknowledge', 'resolve', 'promote', 'reassign', 'cancel'] as const)
      handleSignalAndUpdate(state.queue, name, {
        signal: DESCRIPTIONS[name],
        update: DESCRIPTIONS[name] + UPDATE_HINT,
      });
    setHandler(raiseSignal, (...sent) => state.queue.signal(MESSAGES.raise, sent), {
      description: DESCRIPTIONS.raise,
    });
  });
}

const SCHEMAS = {
  acknowledge: AcknowledgeSchema,
  resolve: ResolveSchema,
  promote: PromoteSchema,
  reassign: ReassignSchema,
  cancel: CancelMessageSchema,
  raise: RaiseSchema,
} as const;

/** Reads an attempt at an escalation from raw payloads. */
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
 * The verdict if the validator refuses the attempt, which leaves no event in history: a malformed attempt and, after 100
 * recorded refusals, an unauthorized one (design rule 12). A signature cannot be checked here, so it is assumed to fit.
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
