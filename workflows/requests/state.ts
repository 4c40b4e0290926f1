import { type ActivityFailure, CancellationScope, sleep, workflowInfo } from '@temporalio/workflow';
import type { Verdict } from '../../contract/decision';
import type { EndRecord, RequestRecord } from '../../contract/request';
import { type Attempt, type PlannedEdit, signatureClaim, requestVerdict } from '../../rules/requests/attempt';
import { isOwnCancel, judge } from '../../rules/requests/judge';
import { contentToPlan } from '../../rules/requests/judge-decision';
import { endRequest, namesToResolve, applyDeadline, withTeams } from '../../rules/requests/record';
import { teamsToRecheck, withoutFormerMembers } from '../../rules/requests/team-recheck';
import { isoTime } from '../../rules/text';
import {
  type AttemptQueue,
  attemptQueue,
  sortByArrival,
  checkSignatures,
  isContested,
  clientMetadata,
  awaitOtherEvents,
  type QueuedAttempt,
} from '../core/attempt-queue';
import { lookUpTeams, planRequest } from '../core/proxies';
import { readRequestAttempt, refuseRequestAttempt } from './messages';

export type RequestQueue = AttemptQueue<Attempt, Verdict>;
type QueuedRequestAttempt = QueuedAttempt<Attempt, Verdict>;

/** The state of one request's workflow: the record so far, and the queue of attempts. */
export interface RequestState {
  record: RequestRecord;
  readonly queue: RequestQueue;
  readonly cancelledInTemporal: boolean;
  /** The deadline for which a timer was started last, and the one whose timer fired last (milliseconds since 1970). */
  timedDeadline?: number;
  firedDeadline?: number;
  /** The workflow is judging attempts, or is not ready yet. An Update that comes in the meantime is queued. */
  isBusy: boolean;
  hasOpenEscalation: boolean;
  /** Set when its escalation was resolved, and until the resolution is applied to the record. */
  pendingResolution?: { at: number; apply: () => void };
}

/** Call this in the workflow's root scope, since that is the scope that Temporal cancels. */
export function openRequestState(record: RequestRecord): RequestState {
  const scope = CancellationScope.current();
  const refuse = (attempt: Attempt) => refuseRequestAttempt(state.record, attempt);
  const state: RequestState = {
    record,
    queue: attemptQueue({
      on: 'request',
      read: readRequestAttempt,
      refuse,
      judgeImmediate: () => judgeImmediate(state),
      queued: () => requestVerdict(state.record, 'queued', QUEUED_MESSAGE),
      mayBeOvertaken: () => state.hasOpenEscalation,
    }),
    get cancelledInTemporal() {
      return scope.consideredCancelled;
    },
    isBusy: true,
    hasOpenEscalation: false,
  };
  return state;
}

const QUEUED_MESSAGE =
  'Queued. The verdict follows when the lookup has finished; read it with the query lateAnswer.';

/**
 * Starts the timer that wakes the workflow at the request's deadline, unless it has one: an edit or an escalation moves the
 * deadline. The timer counts from `from`, a time that the server's clock has reached, so it never fires early. When it has
 * fired, the deadline has passed, even if the workflow's own clock is behind after a fault.
 */
export function setDeadlineTimer(state: RequestState, from: number): void {
  const deadline = deadlineOf(state);
  if (state.record.status !== 'pending' || state.timedDeadline === deadline) return;
  state.timedDeadline = deadline;
  const fired = () => {
    state.firedDeadline = Math.max(state.firedDeadline ?? 0, deadline);
  };
  void sleep(Math.max(1, deadline - from), { summary: `Deadline ${state.record.expiresAt}` }).then(fired);
}

function isTimerFired(state: RequestState): boolean {
  return (state.firedDeadline ?? 0) >= deadlineOf(state);
}

function deadlineOf({ record }: RequestState): number {
  return record.expiresAt === undefined ? Infinity : Date.parse(record.expiresAt);
}

/**
 * Whether the deadline has passed and everything that arrived before it is in the queue. Only the timer tells that: its task
 * brings all earlier messages. The clock alone does not, because it advances during a task, in which the server holds back what
 * arrives.
 */
export function isDue(state: RequestState): boolean {
  return state.record.status === 'pending' && isTimerFired(state);
}

/** Whether the directory must be asked who is in the teams. */
export function needsTeams({ record: { plan } }: RequestState): boolean {
  return plan !== undefined && plan.teams === undefined;
}

/**
 * Asks the directory who is in the teams. It may be down for hours; a cancellation and the deadline work in the meantime. At the
 * deadline the queued attempts first get the server's arrival times: an attempt that the worker took late may have arrived in
 * time.
 */
export async function awaitTeams(state: RequestState): Promise<void> {
  const { plan } = state.record;
  if (plan === undefined || plan.teams !== undefined) return;
  const isOver = () => isDue(state) && !hasTimelyAttempt(state);
  for (;;) {
    const teams = await lookUpTeams(namesToResolve(plan), () => mustStopWaiting(state) || isOver());
    if (teams) state.record = withTeams(state.record, teams);
    if (teams || mustStopWaiting(state) || state.queue.waiting.length === 0) return;
    await sortByArrival(state.queue.waiting);
    if (!hasTimelyAttempt(state)) return;
  }
}

/** Whether the queue has an attempt from before the deadline. It must be judged before the deadline ends the request. */
function hasTimelyAttempt(state: RequestState): boolean {
  const deadline = deadlineOf(state);
  return state.queue.waiting.some(({ attempt }) => attempt.kind !== 'unreadable' && attempt.at < deadline);
}

/** Judges attempts from the front of the queue, until one needs an activity. */
export function judgeImmediate(state: RequestState): void {
  const { waiting } = state.queue;
  while (!state.isBusy && waiting[0] !== undefined && !needsActivity(state, waiting[0]))
    answer(state, waiting.shift() as QueuedRequestAttempt);
}

function needsActivity(state: RequestState, queued: QueuedRequestAttempt): boolean {
  const { record } = state;
  if (record.status !== 'pending') return false;
  return (
    state.pendingResolution !== undefined ||
    isContested(queued, deadlineOf(state), isTimerFired(state)) ||
    signatureClaimOf(state)(queued.attempt) !== undefined ||
    teamsToRecheck(record, queued.attempt).length > 0 ||
    contentToPlan(record, queued.attempt) !== undefined
  );
}

function signatureClaimOf({ record }: RequestState) {
  return (attempt: Attempt) => signatureClaim(record, attempt, workflowInfo().namespace);
}

/**
 * Judges all queued attempts in the order of their arrival. Returns nothing if no activity is needed, since a promise costs a
 * workflow more than the judgement.
 */
export function judgeWaiting(state: RequestState): Promise<void> | undefined {
  const { waiting } = state.queue;
  if (state.record.plan?.teams === undefined) {
    removeOwnCancels(state).forEach((cancel) => answer(state, cancel));
    return undefined;
  }
  if (waiting.some(lacksSendTime) || (waiting.length > 0 && state.hasOpenEscalation))
    return awaitOtherEvents().then(() => judgeOneByOne(state));
  judgeImmediate(state);
  return waiting.length > 0 ? judgeOneByOne(state) : undefined;
}

/** Whether the message has no sending time. */
function lacksSendTime({ attempt }: QueuedRequestAttempt): boolean {
  return clientMetadata(attempt).sentAt === undefined;
}

async function judgeOneByOne(state: RequestState): Promise<void> {
  const { waiting } = state.queue;
  judgeImmediate(state);
  state.isBusy = true;
  while (waiting.length > 0 && (await judgeBatch(state, waiting.splice(0))) !== 'gave up');
  state.isBusy = false;
}

async function judgeBatch(state: RequestState, arrived: QueuedRequestAttempt[]): Promise<'gave up' | void> {
  const isOpen = state.record.status === 'pending';
  const contested =
    state.pendingResolution !== undefined ||
    arrived.some((one) => isContested(one, deadlineOf(state), isTimerFired(state)));
  const batch = isOpen && contested ? await sortByArrival(arrived) : arrived;
  if (isOpen) await checkSignatures(batch, signatureClaimOf(state));
  for (const [index, one] of batch.entries()) {
    if ((await planEdit(state, one)) === 'gave up' || (await recheckTeams(state, one)) === 'gave up') {
      state.queue.waiting.unshift(...batch.slice(index));
      removeOwnCancels(state).forEach((cancel) => answer(state, cancel));
      return 'gave up';
    }
    applyResolution(state, one.attempt.at);
    answer(state, one);
  }
}

/** Applies the resolution of the request's escalation, if there is one from before this time. */
export function applyResolution(state: RequestState, before = Infinity): void {
  if (state.pendingResolution === undefined || state.pendingResolution.at >= before) return;
  state.pendingResolution.apply();
  delete state.pendingResolution;
}

/** Answers the attempts that are still queued after the end, with the same function. */
export function answerRemaining(state: RequestState): void {
  state.isBusy = false;
  judgeImmediate(state);
}

/** Ends the request if its deadline has passed or its workflow was cancelled, after all earlier attempts were answered. */
export function endIfDueOrCancelled(state: RequestState): void {
  // Without teams no attempt can be judged, and `awaitTeams` has found that none came in time.
  if (isDue(state) && (needsTeams(state) || !hasTimelyAttempt(state)))
    state.record = applyDeadline(state.record, Math.max(Date.now(), deadlineOf(state)));
  if (state.cancelledInTemporal)
    state.record = endRequest(state.record, {
      status: 'cancelled',
      at: isoTime(Date.now()),
      ...cancelledBy(state.record),
    });
}

/** Who cancelled the workflow: for a child, the end of its parent; otherwise an operator in Temporal. */
function cancelledBy({ runId }: RequestRecord): Pick<EndRecord, 'by' | 'name' | 'reason'> {
  const { parent } = workflowInfo();
  if (!parent) return { by: 'operator', reason: 'cancelled in Temporal' };
  return { by: 'run', name: runId ?? parent.workflowId, reason: 'its run has ended' };
}

function answer(state: RequestState, queued: QueuedRequestAttempt): void {
  const judged = judge(state.record, queued.attempt);
  state.record = judged.record;
  state.queue.answer(queued, judged.verdict);
}

/** Evaluates the policies for the changed content of an edit that would be accepted, and looks up its teams (design rule 21). */
async function planEdit(state: RequestState, { attempt }: QueuedRequestAttempt): Promise<'gave up' | void> {
  const content = contentToPlan(state.record, attempt);
  if (content === undefined || attempt.kind !== 'decide') return;
  const planned = await planRequest(content).then(
    (plan): PlannedEdit => ({ plan }),
    ({ cause }: ActivityFailure): PlannedEdit => ({
      problem: `The changed content cannot be planned: ${cause?.message}.`,
    }),
  );
  if ('plan' in planned && planned.plan.teams === undefined) {
    // Not until the deadline: an edit from before it must be judged, as `recheckTeams` does.
    const teams = await lookUpTeams(namesToResolve(planned.plan), () => mustStopWaiting(state));
    if (teams === undefined) return 'gave up';
    planned.plan = { ...planned.plan, teams };
  }
  attempt.planned = planned;
}

/** Looks up the teams again before a requirement is met, if the directory is a function: people who left do not count (design rule 4). */
async function recheckTeams(
  state: RequestState,
  { attempt }: QueuedRequestAttempt,
): Promise<'gave up' | void> {
  const teams = teamsToRecheck(state.record, attempt);
  if (teams.length === 0) return;
  const now = await lookUpTeams(teams, () => mustStopWaiting(state));
  if (now === undefined) return 'gave up';
  // A team that no longer exists has no members.
  const empty = Object.fromEntries(teams.map((team) => [team, [] as string[]]));
  state.record = withoutFormerMembers(state.record, { ...empty, ...now }, Date.now());
}

/** Whether to stop waiting for the directory: a cancellation must not wait. */
function mustStopWaiting(state: RequestState): boolean {
  return (
    state.cancelledInTemporal || state.queue.waiting.some(({ attempt }) => isOwnCancel(state.record, attempt))
  );
}

function removeOwnCancels(state: RequestState): QueuedRequestAttempt[] {
  const { waiting } = state.queue;
  const own = waiting.filter(({ attempt }) => isOwnCancel(state.record, attempt));
  waiting.splice(0, Infinity, ...waiting.filter((one) => !own.includes(one)));
  return own;
}
