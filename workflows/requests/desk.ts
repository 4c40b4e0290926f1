import { CancellationScope, sleep, workflowInfo } from '@temporalio/workflow';
import type { EndRecord, RequestRecord } from '../../contract/record';
import type { Verdict } from '../../contract/verdict';
import { type Attempt, verdict } from '../../rules/requests/attempt';
import { namesToResolve, withTeams } from '../../rules/requests/complete-plan';
import { endRequest, settle } from '../../rules/requests/end-request';
import { judge } from '../../rules/requests/judge';
import { isOwnCancel } from '../../rules/requests/judge-cancel';
import { teamsToRecheck, withoutLeavers } from '../../rules/requests/leavers';
import { signatureClaim } from '../../rules/requests/signature-claim';
import { isoTime } from '../../rules/time';
import { byArrival, isContested } from '../arrival-time';
import { askDirectory } from '../ask-directory';
import {
  type AttemptQueue,
  attemptQueue,
  sentBy,
  timersOfThisTask,
  type Waiting as AnyWaiting,
} from '../attempt-queue';
import { checkSignatures } from '../check-signatures';
import { readAttempt, refuseAttempt } from './read-attempt';

export type RequestInbox = AttemptQueue<Attempt, Verdict>;
type Waiting = AnyWaiting<Attempt, Verdict>;

/** What one request's workflow has on its desk: the record so far, and who waits for a verdict. */
export interface Desk {
  record: RequestRecord;
  readonly inbox: RequestInbox;
  readonly cancelledInTemporal: boolean;
  /** The deadline whose timer the server has fired. */
  timerFired?: string;
  /** The workflow judges attempts, or is not ready for any: an Update that comes meanwhile is queued. */
  isBusy: boolean;
  /** Its escalation is open. */
  hasChild: boolean;
  /** Its escalation has been resolved: takes that to the record. */
  resolved?: () => void;
}

/** Call it in the workflow's own scope: that is the one which Temporal cancels. */
export function openDesk(record: RequestRecord): Desk {
  const scope = CancellationScope.current();
  const refuse = (attempt: Attempt) => refuseAttempt(desk.record, attempt);
  const desk: Desk = {
    record,
    inbox: attemptQueue({
      read: readAttempt,
      refuse,
      judgeAtOnce: () => judgeAtOnce(desk),
      queued: () => verdict(desk.record, 'queued', QUEUED),
    }),
    get cancelledInTemporal() {
      return scope.consideredCancelled;
    },
    isBusy: true,
    hasChild: false,
  };
  return desk;
}

const QUEUED =
  'Delivered. It is judged as soon as what it depends on is known; ask for the verdict by the query lateAnswer.';

/**
 * Wakes the workflow at the request's deadline. The timer counts from `from`, which the server's clock has reached, so
 * it never fires early. That it has fired says that the deadline has come, whatever the clock of the workflow says: after
 * a fault that can be behind.
 */
export function wakeAtDeadline(desk: Desk, from: number): void {
  const { expiresAt } = desk.record;
  const fired = () => {
    desk.timerFired = expiresAt;
  };
  void sleep(Math.max(1, deadlineOf(desk) - from), { summary: `deadline ${expiresAt}` }).then(fired);
}

function isTimerFired({ record, timerFired }: Desk): boolean {
  return record.expiresAt !== undefined && record.expiresAt === timerFired;
}

function deadlineOf({ record }: Desk): number {
  return record.expiresAt === undefined ? Infinity : Date.parse(record.expiresAt);
}

export function isDue(desk: Desk): boolean {
  return desk.record.status === 'pending' && (isTimerFired(desk) || Date.now() >= deadlineOf(desk));
}

/** Whether the directory must be asked who is in the teams. */
export function lacksTeams({ record: { plan } }: Desk): boolean {
  return plan !== undefined && plan.teams === undefined;
}

/**
 * Asks the directory who is in the teams. It may be down for hours: cancelling, and the deadline, work meanwhile. At the
 * deadline, attempts that wait are given the server's time first: one that the worker took too late may have come in time.
 */
export async function resolveTeams(desk: Desk): Promise<void> {
  const { plan } = desk.record;
  if (plan === undefined || plan.teams !== undefined) return;
  const isOver = () => isDue(desk) && !isAwaited(desk);
  for (;;) {
    const teams = await askDirectory(namesToResolve(plan), () => mustGiveUp(desk) || isOver());
    if (teams) desk.record = withTeams(desk.record, teams);
    if (teams || mustGiveUp(desk) || desk.inbox.waiting.length === 0) return;
    await byArrival(desk.inbox.waiting);
    if (!isAwaited(desk)) return;
  }
}

/** Whether an attempt waits that came before the deadline and could decide: it is judged before the deadline ends the request. */
function isAwaited(desk: Desk): boolean {
  const deadline = deadlineOf(desk);
  return desk.inbox.waiting.some(({ attempt }) => attempt.kind !== 'unreadable' && attempt.at < deadline);
}

/** Judges, from the front of the queue, what needs nothing from outside the workflow. */
export function judgeAtOnce(desk: Desk): void {
  const { waiting } = desk.inbox;
  while (!desk.isBusy && waiting[0] !== undefined && !needsMore(desk, waiting[0]))
    answer(desk, waiting.shift() as Waiting);
}

function needsMore(desk: Desk, waiting: Waiting): boolean {
  const { record } = desk;
  if (record.status !== 'pending') return false;
  return (
    isContested(waiting, deadlineOf(desk), isTimerFired(desk)) ||
    claimOf(desk)(waiting.attempt) !== undefined ||
    teamsToRecheck(record, waiting.attempt).length > 0
  );
}

function claimOf({ record }: Desk) {
  return (attempt: Attempt) => signatureClaim(record, attempt, workflowInfo().namespace);
}

/**
 * Judges all attempts that wait, in the order of their arrival. Returns nothing where that is done at once: every
 * promise costs a workflow more than the judgement.
 */
export function judgeWaiting(desk: Desk): Promise<void> | undefined {
  const { waiting } = desk.inbox;
  if (desk.record.plan?.teams === undefined) {
    takeOwnCancels(desk).forEach((cancel) => answer(desk, cancel));
    return undefined;
  }
  if (waiting.some(isUndated)) return timersOfThisTask().then(() => judgeOneByOne(desk));
  judgeAtOnce(desk);
  return waiting.length > 0 ? judgeOneByOne(desk) : undefined;
}

/** Its sender does not say when it was sent. */
function isUndated({ attempt }: Waiting): boolean {
  return sentBy(attempt).sentAt === undefined;
}

async function judgeOneByOne(desk: Desk): Promise<void> {
  const { waiting } = desk.inbox;
  judgeAtOnce(desk);
  desk.isBusy = true;
  while (waiting.length > 0 && (await judgeBatch(desk, waiting.splice(0))) !== 'gave up');
  desk.isBusy = false;
}

async function judgeBatch(desk: Desk, arrived: Waiting[]): Promise<'gave up' | void> {
  const isOpen = desk.record.status === 'pending';
  const contested = arrived.some((one) => isContested(one, deadlineOf(desk), isTimerFired(desk)));
  const batch = isOpen && contested ? await byArrival(arrived) : arrived;
  if (isOpen) await checkSignatures(batch, claimOf(desk));
  for (const [index, one] of batch.entries()) {
    if ((await withoutThoseWhoLeft(desk, one)) === 'gave up') {
      desk.inbox.waiting.unshift(...batch.slice(index));
      takeOwnCancels(desk).forEach((cancel) => answer(desk, cancel));
      return 'gave up';
    }
    answer(desk, one);
  }
}

/** Answers the attempts that still wait once the request has ended: with the same verdicts, by the same function. */
export function answerTheRest(desk: Desk): void {
  desk.isBusy = false;
  judgeAtOnce(desk);
}

/** Ends the request if its deadline has come or Temporal was told to cancel it, once all earlier attempts were answered. */
export function endFromOutside(desk: Desk): void {
  if (!isAwaited(desk) && isDue(desk))
    desk.record = settle(desk.record, Math.max(Date.now(), deadlineOf(desk)));
  if (desk.cancelledInTemporal)
    desk.record = endRequest(desk.record, {
      status: 'cancelled',
      at: isoTime(Date.now()),
      ...whoCancelled(desk.record),
    });
}

/** A child is cancelled by the end of whoever asked; anything else by somebody at Temporal. */
function whoCancelled({ runId }: RequestRecord): Pick<EndRecord, 'by' | 'name' | 'reason'> {
  const { parent } = workflowInfo();
  if (!parent) return { by: 'operator', reason: 'cancelled in Temporal' };
  return { by: 'run', name: runId ?? parent.workflowId, reason: 'the run that asked has ended' };
}

function answer(desk: Desk, waiting: Waiting): void {
  const judged = judge(desk.record, waiting.attempt);
  desk.record = judged.record;
  desk.inbox.answer(waiting, judged.verdict);
}

/** Where the directory is a function, whoever left a team no longer counts: asked before a requirement is met (design rule 4). */
async function withoutThoseWhoLeft(desk: Desk, { attempt }: Waiting): Promise<'gave up' | void> {
  const teams = teamsToRecheck(desk.record, attempt);
  if (teams.length === 0) return;
  const now = await askDirectory(teams, () => mustGiveUp(desk));
  if (now === undefined) return 'gave up';
  // A team that is none any more has nobody in it.
  const gone = Object.fromEntries(teams.map((team) => [team, [] as string[]]));
  desk.record = withoutLeavers(desk.record, { ...gone, ...now }, Date.now());
}

/** A directory that does not answer must not hold up a cancellation. */
function mustGiveUp(desk: Desk): boolean {
  return (
    desk.cancelledInTemporal || desk.inbox.waiting.some(({ attempt }) => isOwnCancel(desk.record, attempt))
  );
}

function takeOwnCancels(desk: Desk): Waiting[] {
  const { waiting } = desk.inbox;
  const own = waiting.filter(({ attempt }) => isOwnCancel(desk.record, attempt));
  waiting.splice(0, Infinity, ...waiting.filter((one) => !own.includes(one)));
  return own;
}
