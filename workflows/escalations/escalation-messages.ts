import type { RawValue } from '@temporalio/common';
import { defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import type { EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import { MESSAGES } from '../../contract/names';
import type { LateAnswer } from '../../contract/verdict';
import { openDoors, raw } from '../handlers';
import type { EscalationDesk } from './escalation-desk';

const getQuery = defineQuery<EscalationRecord>(MESSAGES.get);
const lateAnswerQuery = defineQuery<LateAnswer<EscalationVerdict> | undefined, [unknown]>(
  MESSAGES.lateAnswer,
);
const raiseSignal = defineSignal<RawValue[]>(MESSAGES.raise, raw);

const told = ' As an update you are told what became of it.';

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
export function handleEscalationMessages(desk: EscalationDesk): void {
  setHandler(getQuery, () => desk.record, { description: DESCRIPTIONS.get });
  setHandler(lateAnswerQuery, desk.inbox.late.get, { description: DESCRIPTIONS.lateAnswer });
  for (const name of ['acknowledge', 'resolve', 'promote', 'reassign', 'cancel'] as const)
    openDoors(desk.inbox, name, { signal: DESCRIPTIONS[name], update: DESCRIPTIONS[name] + told });
  setHandler(raiseSignal, (...sent) => desk.inbox.signal(MESSAGES.raise, sent), {
    description: DESCRIPTIONS.raise,
  });
}
