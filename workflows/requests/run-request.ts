import type { RawValue } from '@temporalio/common';
import { allHandlersFinished, CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { EscalationRecord } from '../../contract/escalation';
import type { RequestKind } from '../../contract/names';
import type { Plan } from '../../contract/records/plan';
import {
  type ApprovalInput,
  type Confirmation,
  type RequestRecord,
  RequestStartSchema,
} from '../../contract/request';
import { childId } from '../../rules/ids';
import { handedOn, takenOver } from '../../rules/requests/handed-on';
import {
  afterRequestEscalation,
  beginRequest,
  escalationInput,
  openRequest,
  needsEscalation,
  withPlan,
} from '../../rules/requests/record';
import { startEscalationChild, startWithFreeId } from '../core/children';
import { notifyOfRequest } from '../core/notify';
import { observeRequest } from '../core/observe';
import { planConfirmation, planRequest } from '../core/proxies';
import {
  continuedState,
  continueWithState,
  isContinued,
  readStartArgument,
  refuseReservedId,
} from '../core/start-arguments';
import { handleRequestMessages } from './messages';
import { showRequest } from './show-request';
import {
  answerRemaining,
  applyResolution,
  type RequestState,
  endIfDueOrCancelled,
  isDue,
  judgeWaiting,
  needsTeams,
  openRequestState,
  awaitTeams,
  setDeadlineTimer,
} from './state';

/*
 * The workflows of requests: `hitlApproval` and `hitlConfirmation`. `runRequest` is the whole story, from the plan to the end.
 */

/**
 * The workflow of an approval: the policies say who decides. Its result is its record. A rejected or expired request also
 * completes its workflow.
 */
export function hitlApproval(...sent: RawValue[]): Promise<RequestRecord> {
  return runRequest({ kind: 'approval', plan: ({ content }) => planRequest(content) }, sent);
}

/**
 * The workflow of a confirmation: the people in its options decide, and policies do not apply. Its result is its record, as
 * for `hitlApproval`.
 */
export function hitlConfirmation(...sent: RawValue[]): Promise<RequestRecord> {
  // If it was started by hand, `confirmation` may be missing: the activity reports that.
  const plan = ({ content, confirmation }: ApprovalInput) =>
    planConfirmation(content, confirmation as Confirmation);
  return runRequest({ kind: 'confirmation', plan }, sent);
}

/** The workflow continues as new above this number of signals. The server accepts 10,000 for one run. */
const SIGNALS_PER_RUN = 2_000;
/** And above this size of its history: Temporal terminates a workflow at 50 MB, and each signal can have 2 MB. */
const MAX_HISTORY_BYTES = 8 * 1024 * 1024;

/** The difference between the kinds of request: how they are planned. */
export interface RequestVariant {
  kind: RequestKind;
  plan: (input: ApprovalInput) => Promise<Plan>;
}

/**
 * One request, from its start to its end. It runs in a non-cancellable scope, because a cancellation in Temporal is one of the
 * ways to end and must be recorded.
 *
 * @param sent the raw arguments: the request and, after continue-as-new, the record so far and the late answers
 */
export function runRequest({ kind, plan }: RequestVariant, sent: RawValue[]): Promise<RequestRecord> {
  const { workflowId, startTime } = workflowInfo();
  const startedAt = Date.now();
  refuseReservedId();
  const input = readStartArgument(RequestStartSchema, sent);
  const { content, confirmation } = input;
  const state = openRequestState(
    openRequest(workflowId, content, startTime.getTime(), { kind, confirmation }),
  );
  handleRequestMessages(state.queue, () => state.record);

  return CancellationScope.nonCancellable(async () => {
    const continued = isContinued()
      ? takenOver(await continuedState<RequestRecord>(sent, state.queue.late), content)
      : undefined;
    if (continued) state.record = continued;
    if (!state.record.plan) state.record = withPlan(state.record, await plan(input));
    setDeadlineTimer(state, startedAt);
    if (needsTeams(state)) await awaitTeams(state);
    if (!continued) state.record = beginRequest(state.record, Date.now());
    state.isBusy = state.record.plan?.teams === undefined;

    let published = continued;
    /** Updates the Temporal UI and lists, and wakes the notifications. Returns nothing if there is nothing to wait for. */
    const publish = () => {
      const before = published;
      published = state.record;
      showRequest(before, published);
      observeRequest(before, published);
      return notifyOfRequest(before, published);
    };
    // Awaiting only real promises saves memory: an unnecessary `await` costs several promises.
    const firstPublish = publish();
    if (firstPublish) await firstPublish;

    // An Update may be judged while the notifications are woken. That change must be published, too.
    while (state.record.status === 'pending' || state.record !== published) {
      // Continue after the handlers have finished, so that the workflow need not wait for them before it ends.
      await condition(() => allHandlersFinished() && (state.record !== published || hasWork(state)));
      const wokenAt = Date.now();
      const judged = judgeWaiting(state);
      if (judged) await judged;
      applyResolution(state);
      endIfDueOrCancelled(state);
      setDeadlineTimer(state, wokenAt);
      escalateIfDue(state);
      const publishing = publish();
      if (publishing) await publishing;
      if (shouldContinueAsNew(state)) await continueInNewRun(input, state, published);
    }
    answerRemaining(state);
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    return state.record;
  });
}

function hasWork(state: RequestState): boolean {
  return (
    state.queue.waiting.length > 0 ||
    state.cancelledInTemporal ||
    state.pendingResolution !== undefined ||
    isDue(state) ||
    shouldContinueAsNew(state)
  );
}

/** Whether to continue as new. Not while an escalation is open, since it is a child, and a new run would lose it. */
function shouldContinueAsNew({ record, queue, hasOpenEscalation }: RequestState): boolean {
  if (record.status !== 'pending' || hasOpenEscalation || queue.waiting.length > 0) return false;
  const { continueAsNewSuggested, historySize } = workflowInfo();
  return queue.signalsSeen() >= SIGNALS_PER_RUN || continueAsNewSuggested || historySize >= MAX_HISTORY_BYTES;
}

/** @param published the record that was published last. A later change must be published first. */
async function continueInNewRun(
  input: ApprovalInput,
  state: RequestState,
  published?: RequestRecord,
): Promise<void> {
  await condition(allHandlersFinished);
  if (state.queue.waiting.length > 0 || state.record !== published) return;
  await continueWithState(input, handedOn(state.record), state.queue.late);
}

/**
 * Opens the escalation of a request whose deadline has escalated it. This happens once, and the request stays pending (design
 * rule 6).
 */
export function escalateIfDue(state: RequestState): void {
  if (!needsEscalation(state.record)) return;
  const id = childId(state.record.id, 'escalation');
  const at = state.record.escalation?.at ?? '';
  const input = escalationInput(state.record);
  state.record = { ...state.record, escalation: { at, id } };
  state.hasOpenEscalation = true;
  const resolved = (ended: EscalationRecord) => {
    const apply = () => (state.record = afterRequestEscalation(state.record, ended, Date.now()));
    state.pendingResolution = { at: Date.parse(ended.resolution?.at ?? '') || 0, apply };
  };
  // An escalation that ends without a resolution changes nothing: the second deadline still applies.
  startWithFreeId(id, (workflowId) => startEscalationChild(input, { workflowId }))
    .then((child) => {
      // Another workflow may have the planned id, so the record needs the real one.
      if (child.workflowId !== id)
        state.record = { ...state.record, escalation: { at, id: child.workflowId } };
      return child.result();
    })
    .then(resolved, () => {})
    .finally(() => (state.hasOpenEscalation = false));
}
