import type { RawValue, SearchAttributeUpdatePair } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
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
import { listedApprovers } from '../../rules/requests/people';
import {
  afterRequestEscalation,
  beginRequest,
  escalationInput,
  openRequest,
  needsEscalation,
  withPlan,
} from '../../rules/requests/record';
import { describeRequest } from '../../rules/requests/state-details';
import { expiresAtAttribute, keywordAttribute, approversAttribute } from '../core/attributes';
import { startEscalationChild, startWithFreeId } from '../core/children';
import { notifyOfRequest } from '../core/notify';
import { planConfirmation, planRequest } from '../core/proxies';
import {
  continuedState,
  continueWithState,
  isContinued,
  readStartArgument,
  refuseReservedId,
} from '../core/start-arguments';
import { handleRequestMessages } from './messages';
import {
  answerRemaining,
  type RequestState,
  endIfDueOrCancelled,
  isDue,
  judgeWaiting,
  needsTeams,
  openRequestState,
  awaitTeams,
  startDeadlineTimer,
} from './state';

/*
 * The workflows of a request, from its plan to its end: `hitlApproval` and `hitlConfirmation`.
 */

/**
 * One request for approval: the policies say who decides. Its result is its record: a rejected or expired request
 * completes too.
 */
export function hitlApproval(...sent: RawValue[]): Promise<RequestRecord> {
  return runRequest({ kind: 'approval', plan: ({ content }) => planRequest(content) }, sent);
}

/**
 * One confirmation: the people it names decide, whatever the policies say, and perhaps a value must be typed. Its
 * result is its record, as that of `hitlApproval`.
 */
export function hitlConfirmation(...sent: RawValue[]): Promise<RequestRecord> {
  // Started by hand it may lack one: the activity says so.
  const plan = ({ content, confirmation }: ApprovalInput) =>
    planConfirmation(content, confirmation as Confirmation);
  return runRequest({ kind: 'confirmation', plan }, sent);
}

/** Past this many signals in one run the story goes on in a new one: the server takes 10,000 for a run and no more. */
const SIGNALS_PER_RUN = 2_000;
/** And past this size: at 50 MB Temporal terminates the workflow. Signals of any name add up to 2 MB each. */
const MAX_HISTORY_BYTES = 8 * 1024 * 1024;

/** What makes the kinds of request differ: who may decide, and how that is found out. */
export interface RequestVariant {
  kind: RequestKind;
  plan: (input: ApprovalInput) => Promise<Plan>;
}

/**
 * One request, from the question to its end. The non-cancellable scope is there because being cancelled from
 * Temporal's side is one way to end among others, and is recorded like them.
 *
 * @param sent the workflow's arguments: the request, and the record so far when the story goes on in a new run
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
    const carried = isContinued() ? await continuedState<RequestRecord>(sent, state.queue.late) : undefined;
    if (carried) state.record = carried;
    if (!state.record.plan) state.record = withPlan(state.record, await plan(input));
    startDeadlineTimer(state, startedAt);
    if (needsTeams(state)) await awaitTeams(state);
    if (!carried) state.record = beginRequest(state.record, Date.now());
    state.isBusy = state.record.plan?.teams === undefined;

    let shown = carried;
    const tell = () => {
      const before = shown;
      shown = state.record;
      showRequest(before, shown);
      return notifyOfRequest(before, shown);
    };
    // Waiting for something that is already done would cost several promises.
    const told = tell();
    if (told) await told;

    // An Update may be judged while people are told: that is news to tell, too.
    while (state.record.status === 'pending' || state.record !== shown) {
      // Once the handlers have finished, so that the workflow need not wait for them before it ends.
      await condition(() => allHandlersFinished() && (state.record !== shown || hasWork(state)));
      const wokenAt = Date.now();
      const judged = judgeWaiting(state);
      if (judged) await judged;
      applyResolution(state);
      endIfDueOrCancelled(state);
      escalateIfDue(state, wokenAt);
      const toldAgain = tell();
      if (toldAgain) await toldAgain;
      if (shouldContinueAsNew(state)) await continueInNewRun(input, state, shown);
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

/** An open escalation is a child, which a new run would lose: the request goes on in this one until it has ended. */
function shouldContinueAsNew({ record, queue, hasOpenEscalation }: RequestState): boolean {
  if (record.status !== 'pending' || hasOpenEscalation || queue.waiting.length > 0) return false;
  const { continueAsNewSuggested, historySize } = workflowInfo();
  return queue.signalsSeen() >= SIGNALS_PER_RUN || continueAsNewSuggested || historySize >= MAX_HISTORY_BYTES;
}

/** @param shown the record that everybody was told of: what came after it must be told first */
async function continueInNewRun(
  input: ApprovalInput,
  state: RequestState,
  shown?: RequestRecord,
): Promise<void> {
  await condition(allHandlersFinished);
  if (state.queue.waiting.length > 0 || state.record !== shown) return;
  await continueWithState(input, state.record, state.queue.late);
}

/**
 * Opens the escalation of a request whose deadline has escalated it: once, and the request goes on waiting (design rule 6).
 *
 * @param now a time that the server's clock has reached
 */
export function escalateIfDue(state: RequestState, now: number): void {
  if (!needsEscalation(state.record)) return;
  const id = childId(state.record.id, 'escalation');
  const at = state.record.escalation?.at ?? '';
  const input = escalationInput(state.record);
  state.record = { ...state.record, escalation: { at, id } };
  startDeadlineTimer(state, now);
  state.hasOpenEscalation = true;
  const resolved = (ended: EscalationRecord) => {
    state.pendingResolution = () => (state.record = afterRequestEscalation(state.record, ended, Date.now()));
  };
  // Whatever ends the escalation without a resolution changes nothing: the second deadline still comes.
  startWithFreeId(id, (workflowId) => startEscalationChild(input, { workflowId }))
    .then((child) => {
      // A foreign workflow may have the id: the record names the escalation that asks people.
      if (child.workflowId !== id)
        state.record = { ...state.record, escalation: { at, id: child.workflowId } };
      return child.result();
    })
    .then(resolved, () => {})
    .finally(() => (state.hasOpenEscalation = false));
}

/** Takes the resolution of the request's escalation, once there is one. */
export function applyResolution(state: RequestState): void {
  state.pendingResolution?.();
  delete state.pendingResolution;
}

/**
 * What the Temporal UI and lists see of the change from `before` to `after`. The details cost nothing; an upsert is
 * an event and a write to visibility, so only what a list cannot know otherwise is upserted, and once for each change.
 */
export function showRequest(before: RequestRecord | undefined, after: RequestRecord): void {
  // Also where nothing changed: a run that goes on from another begins without details.
  setCurrentDetails(describeRequest(after));
  const changed = changedAttributes(before, after);
  if (changed.length > 0) upsertSearchAttributes(changed);
}

function changedAttributes(
  before: RequestRecord | undefined,
  after: RequestRecord,
): SearchAttributeUpdatePair[] {
  if (after.status !== (before?.status ?? 'pending')) return [keywordAttribute('HitlStatus', after.status)];
  const changed: SearchAttributeUpdatePair[] = [];
  if (after.stage !== before?.stage)
    changed.push(approversAttribute(before && listedApprovers(before), listedApprovers(after)));
  const wasListed = before?.stage === undefined ? undefined : before.expiresAt;
  if (after.stage !== undefined && after.expiresAt && after.expiresAt !== wasListed)
    changed.push(expiresAtAttribute(after.expiresAt));
  return changed;
}
