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

/** What one request's workflow has on its desk: the record so far, and who waits for a verdict. */
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
  const refuse = (attempt: Attempt) => refuseRequestAttempt(desk.record, attempt);
  const desk: RequestState = {
    record,
    queue: attemptQueue({
      read: readRequestAttempt,
      refuse,
      judgeImmediate: () => judgeImmediate(desk),
      queued: () => requestVerdict(desk.record, 'queued', QUEUED_MESSAGE),
    }),
    get cancelledInTemporal() {
      return scope.consideredCancelled;
    },
    isBusy: true,
    hasOpenEscalation: false,
  };
  return desk;
}

const QUEUED_MESSAGE =
  'Delivered. It is judged as soon as what it depends on is known; ask for the verdict by the query lateAnswer.';

/**
 * Wakes the workflow at the request's deadline. The timer counts from `from`, which the server's clock has reached, so
 * it never fires early. That it has fired says that the deadline has come, whatever the clock of the workflow says: after
 * a fault that can be behind.
 */
export function startDeadlineTimer(desk: RequestState, from: number): void {
  const { expiresAt } = desk.record;
  const fired = () => {
    desk.firedDeadline = expiresAt;
  };
  void sleep(Math.max(1, deadlineOf(desk) - from), { summary: `deadline ${expiresAt}` }).then(fired);
}

function isTimerFired({ record, firedDeadline }: RequestState): boolean {
  return record.expiresAt !== undefined && record.expiresAt === firedDeadline;
}

function deadlineOf({ record }: RequestState): number {
  return record.expiresAt === undefined ? Infinity : Date.parse(record.expiresAt);
}

export function isDue(desk: RequestState): boolean {
  return desk.record.status === 'pending' && (isTimerFired(desk) || Date.now() >= deadlineOf(desk));
}

/** Whether the directory must be asked who is in the teams. */
export function needsTeams({ record: { plan } }: RequestState): boolean {
  return plan !== undefined && plan.teams === undefined;
}

/**
 * Asks the directory who is in the teams. It may be down for hours: cancelling, and the deadline, work meanwhile. At the
 * deadline, attempts that wait are given the server's time first: one that the worker took too late may have come in time.
 */
export async function awaitTeams(desk: RequestState): Promise<void> {
  const { plan } = desk.record;
  if (plan === undefined || plan.teams !== undefined) return;
  const isOver = () => isDue(desk) && !hasTimelyAttempt(desk);
  for (;;) {
    const teams = await lookUpTeams(namesToResolve(plan), () => mustStopWaiting(desk) || isOver());
    if (teams) desk.record = withTeams(desk.record, teams);
    if (teams || mustStopWaiting(desk) || desk.queue.waiting.length === 0) return;
    await sortByArrival(desk.queue.waiting);
    if (!hasTimelyAttempt(desk)) return;
  }
}

/** Whether an attempt waits that came before the deadline and could decide: it is judged before the deadline ends the request. */
function hasTimelyAttempt(desk: RequestState): boolean {
  const deadline = deadlineOf(desk);
  return desk.queue.waiting.some(({ attempt }) => attempt.kind !== 'unreadable' && attempt.at < deadline);
}

/** Judges, from the front of the queue, what needs nothing from outside the workflow. */
export function judgeImmediate(desk: RequestState): void {
  const { waiting } = desk.queue;
  while (!desk.isBusy && waiting[0] !== undefined && !needsActivity(desk, waiting[0]))
    answer(desk, waiting.shift() as QueuedRequestAttempt);
}

function needsActivity(desk: RequestState, waiting: QueuedRequestAttempt): boolean {
  const { record } = desk;
  if (record.status !== 'pending') return false;
  return (
    isContested(waiting, deadlineOf(desk), isTimerFired(desk)) ||
    signatureClaimOf(desk)(waiting.attempt) !== undefined ||
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
export function judgeWaiting(desk: RequestState): Promise<void> | undefined {
  const { waiting } = desk.queue;
  if (desk.record.plan?.teams === undefined) {
    removeOwnCancels(desk).forEach((cancel) => answer(desk, cancel));
    return undefined;
  }
  if (waiting.some(lacksSendTime)) return awaitFiredTimers().then(() => judgeOneByOne(desk));
  judgeImmediate(desk);
  return waiting.length > 0 ? judgeOneByOne(desk) : undefined;
}

/** Its sender does not say when it was sent. */
function lacksSendTime({ attempt }: QueuedRequestAttempt): boolean {
  return clientMetadata(attempt).sentAt === undefined;
}

async function judgeOneByOne(desk: RequestState): Promise<void> {
  const { waiting } = desk.queue;
  judgeImmediate(desk);
  desk.isBusy = true;
  while (waiting.length > 0 && (await judgeBatch(desk, waiting.splice(0))) !== 'gave up');
  desk.isBusy = false;
}

async function judgeBatch(desk: RequestState, arrived: QueuedRequestAttempt[]): Promise<'gave up' | void> {
  const isOpen = desk.record.status === 'pending';
  const contested = arrived.some((one) => isContested(one, deadlineOf(desk), isTimerFired(desk)));
  const batch = isOpen && contested ? await sortByArrival(arrived) : arrived;
  if (isOpen) await checkSignatures(batch, signatureClaimOf(desk));
  for (const [index, one] of batch.entries()) {
    if ((await recheckTeams(desk, one)) === 'gave up') {
      desk.queue.waiting.unshift(...batch.slice(index));
      removeOwnCancels(desk).forEach((cancel) => answer(desk, cancel));
      return 'gave up';
    }
    answer(desk, one);
  }
}

/** Answers the attempts that still wait once the request has ended: with the same verdicts, by the same function. */
export function answerRemaining(desk: RequestState): void {
  desk.isBusy = false;
  judgeImmediate(desk);
}

/** Ends the request if its deadline has come or Temporal was told to cancel it, once all earlier attempts were answered. */
export function endIfDueOrCancelled(desk: RequestState): void {
  if (!hasTimelyAttempt(desk) && isDue(desk))
    desk.record = applyDeadline(desk.record, Math.max(Date.now(), deadlineOf(desk)));
  if (desk.cancelledInTemporal)
    desk.record = endRequest(desk.record, {
      status: 'cancelled',
      at: isoTime(Date.now()),
      ...cancelledBy(desk.record),
    });
}

/** A child is cancelled by the end of whoever asked; anything else by somebody at Temporal. */
function cancelledBy({ runId }: RequestRecord): Pick<EndRecord, 'by' | 'name' | 'reason'> {
  const { parent } = workflowInfo();
  if (!parent) return { by: 'operator', reason: 'cancelled in Temporal' };
  return { by: 'run', name: runId ?? parent.workflowId, reason: 'the run that asked has ended' };
}

function answer(desk: RequestState, waiting: QueuedRequestAttempt): void {
  const judged = judge(desk.record, waiting.attempt);
  desk.record = judged.record;
  desk.queue.answer(waiting, judged.verdict);
}

/** Where the directory is a function, whoever left a team no longer counts: asked before a requirement is met (design rule 4). */
async function recheckTeams(
  desk: RequestState,
  { attempt }: QueuedRequestAttempt,
): Promise<'gave up' | void> {
  const teams = teamsToRecheck(desk.record, attempt);
  if (teams.length === 0) return;
  const now = await lookUpTeams(teams, () => mustStopWaiting(desk));
  if (now === undefined) return 'gave up';
  // A team that is none any more has nobody in it.
  const gone = Object.fromEntries(teams.map((team) => [team, [] as string[]]));
  desk.record = withoutFormerMembers(desk.record, { ...gone, ...now }, Date.now());
}

/** A directory that does not answer must not hold up a cancellation. */
function mustStopWaiting(desk: RequestState): boolean {
  return (
    desk.cancelledInTemporal || desk.queue.waiting.some(({ attempt }) => isOwnCancel(desk.record, attempt))
  );
}

function removeOwnCancels(desk: RequestState): QueuedRequestAttempt[] {
  const { waiting } = desk.queue;
  const own = waiting.filter(({ attempt }) => isOwnCancel(desk.record, attempt));
  waiting.splice(0, Infinity, ...waiting.filter((one) => !own.includes(one)));
  return own;
}
