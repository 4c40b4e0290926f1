import { CancellationScope, sleep, workflowInfo } from '@temporalio/workflow';
import type { EndRecord, RequestRecord } from '../../contract/request';
import type { Verdict } from '../../contract/decision';
import { type Attempt, signatureClaim, requestVerdict } from '../../rules/requests/attempt';
import { endRequest, namesToResolve, applyDeadline, withTeams } from '../../rules/requests/record';
import { isOwnCancel, judge } from '../../rules/requests/judge';
import { teamsToRecheck, withoutFormerMembers } from '../../rules/requests/team-recheck';
import { isoTime } from '../../rules/text';
import {
  type AttemptQueue,
  attemptQueue,
  sortByArrival,
  checkSignatures,
  isContested,
  clientMetadata,
  awaitFiredTimers,
  type QueuedAttempt as AnyWaiting,
} from '../core/attempt-queue';
import { lookUpTeams } from '../core/proxies';
import { readRequestAttempt, refuseRequestAttempt } from './messages';

export type RequestQueue = AttemptQueue<Attempt, Verdict>;
type QueuedRequestAttempt = AnyWaiting<Attempt, Verdict>;

/** What one request's workflow keeps as its state: the record so far, and who waits for a verdict. */
export interface RequestState {
  record: RequestRecord;
  readonly queue: RequestQueue;
  readonly cancelledInTemporal: boolean;
  /** The deadline whose timer the server has fired. */
  firedDeadline?: string;
  /** The workflow judges attempts, or is not ready for any: an Update that comes meanwhile is queued. */
  isBusy: boolean;
  /** Its escalation is open. */
  hasOpenEscalation: boolean;
  /** Its escalation has been resolved: takes that to the record. */
  pendingResolution?: () => void;
}

/** Call it in the workflow's own scope: that is the one which Temporal cancels. */
export function openRequestState(record: RequestRecord): RequestState {
  const scope = CancellationScope.current();
  const refuse = (attempt: Attempt) => refuseRequestAttempt(state.record, attempt);
  const state: RequestState = {
    record,
    queue: attemptQueue({
      read: readRequestAttempt,
      refuse,
      judgeImmediate: () => judgeImmediate(state),
      queued: () => requestVerdict(state.record, 'queued', QUEUED_MESSAGE),
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
  'Delivered. It is judged as soon as what it depends on is known; ask for the verdict by the query lateAnswer.';

/**
 * Wakes the workflow at the request's deadline. The timer counts from `from`, which the server's clock has reached, so
 * it never fires early. That it has fired says that the deadline has come, whatever the clock of the workflow says: after
 * a fault that can be behind.
 */
export function startDeadlineTimer(state: RequestState, from: number): void {
  const { expiresAt } = state.record;
  const fired = () => {
    state.firedDeadline = expiresAt;
  };
  void sleep(Math.max(1, deadlineOf(state) - from), { summary: `deadline ${expiresAt}` }).then(fired);
}

function isTimerFired({ record, firedDeadline }: RequestState): boolean {
  return record.expiresAt !== undefined && record.expiresAt === firedDeadline;
}

function deadlineOf({ record }: RequestState): number {
  return record.expiresAt === undefined ? Infinity : Date.parse(record.expiresAt);
}

export function isDue(state: RequestState): boolean {
  return state.record.status === 'pending' && (isTimerFired(state) || Date.now() >= deadlineOf(state));
}

/** Whether the directory must be asked who is in the teams. */
export function needsTeams({ record: { plan } }: RequestState): boolean {
  return plan !== undefined && plan.teams === undefined;
}

/**
 * Asks the directory who is in the teams. It may be down for hours: cancelling, and the deadline, work meanwhile. At the
 * deadline, attempts that wait are given the server's time first: one that the worker took too late may have come in time.
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

/** Whether an attempt waits that came before the deadline and could decide: it is judged before the deadline ends the request. */
function hasTimelyAttempt(state: RequestState): boolean {
  const deadline = deadlineOf(state);
  return state.queue.waiting.some(({ attempt }) => attempt.kind !== 'unreadable' && attempt.at < deadline);
}

/** Judges, from the front of the queue, what needs nothing from outside the workflow. */
export function judgeImmediate(state: RequestState): void {
  const { waiting } = state.queue;
  while (!state.isBusy && waiting[0] !== undefined && !needsActivity(state, waiting[0]))
    answer(state, waiting.shift() as QueuedRequestAttempt);
}

function needsActivity(state: RequestState, waiting: QueuedRequestAttempt): boolean {
  const { record } = state;
  if (record.status !== 'pending') return false;
  return (
    isContested(waiting, deadlineOf(state), isTimerFired(state)) ||
    signatureClaimOf(state)(waiting.attempt) !== undefined ||
    teamsToRecheck(record, waiting.attempt).length > 0
  );
}

function signatureClaimOf({ record }: RequestState) {
  return (attempt: Attempt) => signatureClaim(record, attempt, workflowInfo().namespace);
}

/**
 * Judges all attempts that wait, in the order of their arrival. Returns nothing where that is done at once: every
 * promise costs a workflow more than the judgement.
 */
export function judgeWaiting(state: RequestState): Promise<void> | undefined {
  const { waiting } = state.queue;
  if (state.record.plan?.teams === undefined) {
    removeOwnCancels(state).forEach((cancel) => answer(state, cancel));
    return undefined;
  }
  if (waiting.some(lacksSendTime)) return awaitFiredTimers().then(() => judgeOneByOne(state));
  judgeImmediate(state);
  return waiting.length > 0 ? judgeOneByOne(state) : undefined;
}

/** Its sender does not say when it was sent. */
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
  const contested = arrived.some((one) => isContested(one, deadlineOf(state), isTimerFired(state)));
  const batch = isOpen && contested ? await sortByArrival(arrived) : arrived;
  if (isOpen) await checkSignatures(batch, signatureClaimOf(state));
  for (const [index, one] of batch.entries()) {
    if ((await recheckTeams(state, one)) === 'gave up') {
      state.queue.waiting.unshift(...batch.slice(index));
      removeOwnCancels(state).forEach((cancel) => answer(state, cancel));
      return 'gave up';
    }
    answer(state, one);
  }
}

/** Answers the attempts that still wait once the request has ended: with the same verdicts, by the same function. */
export function answerRemaining(state: RequestState): void {
  state.isBusy = false;
  judgeImmediate(state);
}

/** Ends the request if its deadline has come or Temporal was told to cancel it, once all earlier attempts were answered. */
export function endIfDueOrCancelled(state: RequestState): void {
  if (!hasTimelyAttempt(state) && isDue(state))
    state.record = applyDeadline(state.record, Math.max(Date.now(), deadlineOf(state)));
  if (state.cancelledInTemporal)
    state.record = endRequest(state.record, {
      status: 'cancelled',
      at: isoTime(Date.now()),
      ...cancelledBy(state.record),
    });
}

/** A child is cancelled by the end of whoever asked; anything else by somebody at Temporal. */
function cancelledBy({ runId }: RequestRecord): Pick<EndRecord, 'by' | 'name' | 'reason'> {
  const { parent } = workflowInfo();
  if (!parent) return { by: 'operator', reason: 'cancelled in Temporal' };
  return { by: 'run', name: runId ?? parent.workflowId, reason: 'the run that asked has ended' };
}

function answer(state: RequestState, waiting: QueuedRequestAttempt): void {
  const judged = judge(state.record, waiting.attempt);
  state.record = judged.record;
  state.queue.answer(waiting, judged.verdict);
}

/** Where the directory is a function, whoever left a team no longer counts: asked before a requirement is met (design rule 4). */
async function recheckTeams(
  state: RequestState,
  { attempt }: QueuedRequestAttempt,
): Promise<'gave up' | void> {
  const teams = teamsToRecheck(state.record, attempt);
  if (teams.length === 0) return;
  const now = await lookUpTeams(teams, () => mustStopWaiting(state));
  if (now === undefined) return 'gave up';
  // A team that is none any more has nobody in it.
  const gone = Object.fromEntries(teams.map((team) => [team, [] as string[]]));
  state.record = withoutFormerMembers(state.record, { ...gone, ...now }, Date.now());
}

/** A directory that does not answer must not hold up a cancellation. */
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
