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
import type { Plan } from '../../contract/plan';
import type { ApprovalInput, Confirmation, RequestRecord } from '../../contract/request';
import { RequestStartSchema } from '../../contract/start';
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
  const desk = openRequestState(
    openRequest(workflowId, content, startTime.getTime(), { kind, confirmation }),
  );
  handleRequestMessages(desk.queue, () => desk.record);

  return CancellationScope.nonCancellable(async () => {
    const carried = isContinued() ? await continuedState<RequestRecord>(sent, desk.queue.late) : undefined;
    if (carried) desk.record = carried;
    if (!desk.record.plan) desk.record = withPlan(desk.record, await plan(input));
    startDeadlineTimer(desk, startedAt);
    if (needsTeams(desk)) await awaitTeams(desk);
    if (!carried) desk.record = beginRequest(desk.record, Date.now());
    desk.isBusy = desk.record.plan?.teams === undefined;

    let shown = carried;
    const tell = () => {
      const before = shown;
      shown = desk.record;
      showRequest(before, shown);
      return notifyOfRequest(before, shown);
    };
    // Waiting for something that is already done would cost several promises.
    const told = tell();
    if (told) await told;

    // An Update may be judged while people are told: that is news to tell, too.
    while (desk.record.status === 'pending' || desk.record !== shown) {
      // Once the handlers have finished, so that the workflow need not wait for them before it ends.
      await condition(() => allHandlersFinished() && (desk.record !== shown || hasWork(desk)));
      const wokenAt = Date.now();
      const judged = judgeWaiting(desk);
      if (judged) await judged;
      applyResolution(desk);
      endIfDueOrCancelled(desk);
      escalateIfDue(desk, wokenAt);
      const toldAgain = tell();
      if (toldAgain) await toldAgain;
      if (shouldContinueAsNew(desk)) await continueInNewRun(input, desk, shown);
    }
    answerRemaining(desk);
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    return desk.record;
  });
}

function hasWork(desk: RequestState): boolean {
  return (
    desk.queue.waiting.length > 0 ||
    desk.cancelledInTemporal ||
    desk.pendingResolution !== undefined ||
    isDue(desk) ||
    shouldContinueAsNew(desk)
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
  desk: RequestState,
  shown?: RequestRecord,
): Promise<void> {
  await condition(allHandlersFinished);
  if (desk.queue.waiting.length > 0 || desk.record !== shown) return;
  await continueWithState(input, desk.record, desk.queue.late);
}

/**
 * Opens the escalation of a request whose deadline has escalated it: once, and the request goes on waiting (design rule 6).
 *
 * @param now a time that the server's clock has reached
 */
export function escalateIfDue(desk: RequestState, now: number): void {
  if (!needsEscalation(desk.record)) return;
  const id = childId(desk.record.id, 'escalation');
  const at = desk.record.escalation?.at ?? '';
  const input = escalationInput(desk.record);
  desk.record = { ...desk.record, escalation: { at, id } };
  startDeadlineTimer(desk, now);
  desk.hasOpenEscalation = true;
  const resolved = (ended: EscalationRecord) => {
    desk.pendingResolution = () => (desk.record = afterRequestEscalation(desk.record, ended, Date.now()));
  };
  // Whatever ends the escalation without a resolution changes nothing: the second deadline still comes.
  startWithFreeId(id, (workflowId) => startEscalationChild(input, { workflowId }))
    .then((child) => {
      // A foreign workflow may have the id: the record names the escalation that asks people.
      if (child.workflowId !== id) desk.record = { ...desk.record, escalation: { at, id: child.workflowId } };
      return child.result();
    })
    .then(resolved, () => {})
    .finally(() => (desk.hasOpenEscalation = false));
}

/** Takes the resolution of the request's escalation, once there is one. */
export function applyResolution(desk: RequestState): void {
  desk.pendingResolution?.();
  delete desk.pendingResolution;
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
