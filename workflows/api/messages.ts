import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { z } from 'zod';
import type { CancelMessage, CommentMessage, DecisionMessage, LateAnswer, Verdict } from '../../contract/decision';
import type { EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import type {
  AcknowledgeMessage,
  PromoteMessage,
  ReassignMessage,
  ResolveMessage,
} from '../../contract/escalation-messages';
import { MESSAGES } from '../../contract/names';
import type { RequestRecord } from '../../contract/request';
import type {
  CancelRunSchema,
  EscalateSchema,
  FinishSchema,
  ReportResult,
  ReportSchema,
  RunRecord,
  RunVerdict,
} from '../../contract/run';
import type { OutcomeMessage, UseRecord, UseVerdict } from '../../contract/use';

/*
 * The messages of the workflows, for code that uses Temporal's own client or workflow handles:
 *
 * ```ts
 * import { decideUpdate, getRequestQuery } from 'temporal-hitl/workflow';
 *
 * const handle = client.workflow.getHandle(requestId);
 * const verdict = await handle.executeUpdate(decideUpdate, { args: [{ decision: 'approve', decidedBy: 'ana' }] });
 * const request = await handle.query(getRequestQuery);
 * ```
 *
 * An Update returns a verdict and needs a worker. A Signal works without a worker and returns nothing. An Update may return
 * `queued`: the workflow then answers a moment later, and `lateAnswerQuery` returns that answer. The managers of
 * `temporal-hitl/client` do this by themselves, so use them unless you need Temporal's handles.
 */

/** Approves, rejects, edits or answers a request. A rejection needs a `reason`. */
export const decideUpdate = defineUpdate<Verdict, [DecisionMessage]>(MESSAGES.decide);
/** Decides a request. The verdict is in its record. */
export const decideSignal = defineSignal<[DecisionMessage]>(MESSAGES.decide);
/** Comments on a request, without deciding. */
export const commentUpdate = defineUpdate<Verdict, [CommentMessage]>(MESSAGES.comment);
/** Comments on a request. The verdict is in its record. */
export const commentSignal = defineSignal<[CommentMessage]>(MESSAGES.comment);
/** Cancels a request. Only the requester, its run or an operator may. */
export const cancelUpdate = defineUpdate<Verdict, [CancelMessage]>(MESSAGES.cancel);
/** Cancels a request. The verdict is in its record. */
export const cancelSignal = defineSignal<[CancelMessage]>(MESSAGES.cancel);
/** Returns the record of a request. */
export const getRequestQuery = defineQuery<RequestRecord>(MESSAGES.get);

/** Reports what happened to the action of an approval that was claimed. Send it to `ID-use`. */
export const outcomeUpdate = defineUpdate<UseVerdict, [OutcomeMessage]>(MESSAGES.outcome);
/** Reports what happened to the action of an approval that was claimed. The outcome is in its record. */
export const outcomeSignal = defineSignal<[OutcomeMessage]>(MESSAGES.outcome);
/** Returns the record of the use of an approval, from `ID-use`. */
export const getUseQuery = defineQuery<UseRecord>(MESSAGES.get);

/** Returns the answer to an Update that returned `queued`, by its `attemptId`; undefined while there is none. */
export const lateAnswerQuery = defineQuery<
  LateAnswer<Verdict | EscalationVerdict | RunVerdict | ReportResult | OpenEscalation> | undefined,
  [string]
>(MESSAGES.lateAnswer);

/** Acknowledges an escalation, which stops its promotion. */
export const acknowledgeUpdate = defineUpdate<EscalationVerdict, [AcknowledgeMessage]>(MESSAGES.acknowledge);
/** Acknowledges an escalation. The verdict is in its record. */
export const acknowledgeSignal = defineSignal<[AcknowledgeMessage]>(MESSAGES.acknowledge);
/** Resolves an escalation: continue, abort or modify the run. */
export const resolveUpdate = defineUpdate<EscalationVerdict, [ResolveMessage]>(MESSAGES.resolve);
/** Resolves an escalation. The verdict is in its record. */
export const resolveSignal = defineSignal<[ResolveMessage]>(MESSAGES.resolve);
/** Promotes an escalation to the next level. */
export const promoteUpdate = defineUpdate<EscalationVerdict, [PromoteMessage]>(MESSAGES.promote);
/** Promotes an escalation to a higher level. The verdict is in its record. */
export const promoteSignal = defineSignal<[PromoteMessage]>(MESSAGES.promote);
/** Assigns an escalation to other people at the same level. */
export const reassignUpdate = defineUpdate<EscalationVerdict, [ReassignMessage]>(MESSAGES.reassign);
/** Reassigns an escalation to other people. The verdict is in its record. */
export const reassignSignal = defineSignal<[ReassignMessage]>(MESSAGES.reassign);
/** Cancels an escalation. Only its run or an operator may. */
export const cancelEscalationUpdate = defineUpdate<EscalationVerdict, [CancelMessage]>(MESSAGES.cancel);
/** Cancels an escalation. The verdict is in its record. */
export const cancelEscalationSignal = defineSignal<[CancelMessage]>(MESSAGES.cancel);
/** Returns the record of an escalation. */
export const getEscalationQuery = defineQuery<EscalationRecord>(MESSAGES.get);

/** The answer of a run that has taken a message and needs more time for it. */
interface Queued {
  outcome: 'queued';
}

interface OpenEscalation {
  escalationId: string;
  opened: boolean;
}

/** Reports the state of an attached run, and returns whether it must escalate. */
export const reportUpdate = defineUpdate<ReportResult | Queued, [z.input<typeof ReportSchema>]>(
  MESSAGES.report,
);
/** Escalates a run. Returns its open escalation; `opened` is false if it was open already. */
export const escalateUpdate = defineUpdate<OpenEscalation | Queued, [z.input<typeof EscalateSchema>]>(
  MESSAGES.escalate,
);
/** Escalates an attached run. */
export const escalateSignal = defineSignal<[z.input<typeof EscalateSchema>]>(MESSAGES.escalate);
/** Finishes an attached run. */
export const finishUpdate = defineUpdate<RunVerdict, [z.input<typeof FinishSchema>]>(MESSAGES.finish);
/** Ends an attached run. */
export const finishSignal = defineSignal<[z.input<typeof FinishSchema>]>(MESSAGES.finish);
/** Cancels a run with its open requests and escalations. */
export const cancelRunUpdate = defineUpdate<RunVerdict, [z.input<typeof CancelRunSchema>]>(MESSAGES.cancel);
/** Cancels an agent run. The verdict is in its record. */
export const cancelRunSignal = defineSignal<[z.input<typeof CancelRunSchema>]>(MESSAGES.cancel);
/** Returns the record of a run. */
export const getRunQuery = defineQuery<RunRecord>(MESSAGES.get);
