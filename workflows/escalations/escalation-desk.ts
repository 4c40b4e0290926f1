import { allHandlersFinished, CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { EscalationInput, EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import type { RaiseMessage } from '../../contract/escalation-messages';
import { MESSAGES } from '../../contract/names';
import { cancelEscalation, isOpenEscalation } from '../../rules/escalations/end-escalation';
import { type EscalationAttempt, escalationVerdict } from '../../rules/escalations/escalation-attempt';
import { judgeEscalation } from '../../rules/escalations/judge-escalation';
import { escalationClaim } from '../../rules/escalations/escalation-signature';
import { beginLadder, climb, nextAt } from '../../rules/escalations/ladder';
import { raiseEscalation } from '../../rules/escalations/open-escalation';
import { isoTime } from '../../rules/time';
import { byArrival, isContested } from '../arrival-time';
import { type AttemptQueue, attemptQueue, type Waiting } from '../attempt-queue';
import { checkSignatures } from '../check-signatures';
import { planEscalation } from '../proxies';
import { handOn } from '../start';
import { isEndHeld, isHeldUp, type Lookups, mustWait, noLookups } from './look-up';
import { readEscalationAttempt, refuseEscalationAttempt } from './read-escalation-attempt';

/** What waits: an attempt of a person, or the run that would escalate again. */
export type Arrived = EscalationAttempt | { kind: 'raise'; at: number; message: RaiseMessage };
export type EscalationInbox = AttemptQueue<Arrived, EscalationVerdict>;

/** What one escalation's workflow has on its desk. */
export interface EscalationDesk {
  record: EscalationRecord;
  readonly inbox: EscalationInbox;
  readonly lookups: Lookups;
  readonly cancelledInTemporal: boolean;
  /** The workflow judges attempts, or is not ready for any: an Update that comes meanwhile is queued. */
  isBusy: boolean;
}

/** Signals whose arrival counts, in the order in which the desk counts them. */
const COUNTED = [
  MESSAGES.acknowledge,
  MESSAGES.resolve,
  MESSAGES.promote,
  MESSAGES.reassign,
  MESSAGES.cancel,
  MESSAGES.raise,
];

/** Past this many signals in one run, or this size of its history, the story goes on in a new one. */
const SIGNALS_PER_RUN = 2_000;
const MAX_HISTORY_BYTES = 8 * 1024 * 1024;

const QUEUED =
  'Delivered. It is judged as soon as what it depends on is known; ask for the verdict by the query lateAnswer.';

/** Call it in the workflow's own scope: that is the one which Temporal cancels. */
export function openEscalationDesk(record: EscalationRecord): EscalationDesk {
  const scope = CancellationScope.current();
  const desk: EscalationDesk = {
    record,
    inbox: attemptQueue<Arrived, EscalationVerdict>({
      read: readEscalationAttempt,
      refuse: (attempt) => refuseEscalationAttempt(desk, attempt),
      judgeAtOnce: () => judgeAtOnce(desk),
      queued: () => escalationVerdict(desk.record, 'queued', QUEUED),
    }),
    lookups: noLookups(),
    get cancelledInTemporal() {
      return scope.consideredCancelled;
    },
    isBusy: true,
  };
  return desk;
}

/** Looks up the ladder, and asks its first level. */
export async function planLadder(desk: EscalationDesk, input: EscalationInput): Promise<void> {
  desk.record = beginLadder(desk.record, await planEscalation(input), Date.now());
}

/** Whether there is something to do. */
export function hasWork(desk: EscalationDesk): boolean {
  return (
    desk.inbox.waiting.length > 0 ||
    desk.lookups.answers.length > 0 ||
    desk.cancelledInTemporal ||
    isDue(desk) ||
    isFlooded(desk)
  );
}

function isDue(desk: EscalationDesk): boolean {
  const now = Date.now();
  return now >= (nextAt(desk.record) ?? Infinity) && !isEndHeld(desk, now);
}

/** Judges, from the front of the queue, what needs nothing from outside the workflow. */
export function judgeAtOnce(desk: EscalationDesk): void {
  const { waiting } = desk.inbox;
  while (!desk.isBusy && waiting[0] !== undefined && !needsMore(desk, waiting[0]))
    answer(desk, waiting.shift() as Waiting<Arrived, EscalationVerdict>);
}

function needsMore(desk: EscalationDesk, waiting: Waiting<Arrived, EscalationVerdict>): boolean {
  if (!isOpenEscalation(desk.record)) return false;
  return (
    isContestedNow(desk, waiting) || claimOf(desk)(waiting.attempt) !== undefined || isHeldUp(desk, waiting)
  );
}

function isContestedNow({ record }: EscalationDesk, waiting: Waiting<Arrived, EscalationVerdict>): boolean {
  return isContested(waiting, nextAt(record) ?? Infinity, false);
}

function claimOf({ record }: EscalationDesk) {
  const { namespace } = workflowInfo();
  return (attempt: Arrived) =>
    attempt.kind === 'raise' ? undefined : escalationClaim(record, attempt, namespace);
}

/**
 * Judges all attempts that wait, in the order of their arrival, but for those that the directory is asked about first.
 * Returns nothing where that is done at once.
 */
export function judgeWaiting(desk: EscalationDesk): Promise<void> | undefined {
  judgeAtOnce(desk);
  return desk.inbox.waiting.length > 0 ? judgeOneByOne(desk) : undefined;
}

async function judgeOneByOne(desk: EscalationDesk): Promise<void> {
  const { waiting } = desk.inbox;
  desk.isBusy = true;
  while (waiting.length > 0) {
    const arrived = waiting.splice(0);
    const isOpen = isOpenEscalation(desk.record);
    const contested = isOpen && arrived.some((one) => isContestedNow(desk, one));
    const batch = contested ? await byArrival(arrived, COUNTED) : arrived;
    if (isOpen) await checkSignatures(batch, claimOf(desk));
    for (const one of batch) {
      if (await mustWait(desk, one)) desk.lookups.shelf.push(one);
      else answer(desk, one);
    }
  }
  desk.isBusy = false;
}

/** Answers the attempts that still wait once it has ended: with the same verdicts, by the same function. */
export function answerTheRest(desk: EscalationDesk): void {
  for (const waiting of [...desk.lookups.shelf.splice(0), ...desk.inbox.waiting.splice(0)])
    answer(desk, waiting);
}

/** Its clocks ran out, as often as they did; attempts that came before that were answered first. */
export function climbLadder(desk: EscalationDesk): void {
  if (desk.inbox.waiting.length === 0 && isDue(desk)) desk.record = climb(desk.record, Date.now());
}

/** Ends it when Temporal was told to cancel it: as a child, because its run or request has ended. */
export function endFromOutside(desk: EscalationDesk): void {
  if (!desk.cancelledInTemporal) return;
  const at = isoTime(Date.now());
  const { runId, requestId } = desk.record;
  desk.record = cancelEscalation(
    desk.record,
    workflowInfo().parent
      ? { at, by: 'run', name: requestId ?? runId, reason: 'what it was about has ended' }
      : { at, by: 'operator', reason: 'cancelled in Temporal' },
  );
}

export function isFlooded({ record, inbox }: EscalationDesk): boolean {
  if (!isOpenEscalation(record) || inbox.waiting.length > 0) return false;
  const { continueAsNewSuggested, historySize } = workflowInfo();
  return inbox.signalsSeen() >= SIGNALS_PER_RUN || continueAsNewSuggested || historySize >= MAX_HISTORY_BYTES;
}

/**
 * After a flood the story goes on in a new run. An attempt that waits for the directory is told to try again.
 *
 * @param shown the record that everybody was told of: what came after it must be told first
 */
export async function goOnInNewRun(
  input: EscalationInput,
  desk: EscalationDesk,
  shown?: EscalationRecord,
): Promise<void> {
  const { inbox, lookups } = desk;
  for (const waiting of lookups.shelf.splice(0)) answer(desk, waiting);
  await condition(allHandlersFinished);
  if (inbox.waiting.length > 0 || !isOpenEscalation(desk.record) || desk.record !== shown) return;
  // The record has the context too: twice, they could be more than Temporal takes.
  const { context: _, ...rest } = input;
  await handOn(rest, desk.record, inbox.late);
}

function answer(desk: EscalationDesk, waiting: Waiting<Arrived, EscalationVerdict>): void {
  const { attempt } = waiting;
  const now = Date.now();
  if (attempt.kind === 'raise') {
    desk.record = raiseEscalation(climb(desk.record, attempt.at, now), attempt.message, attempt.at);
    return;
  }
  const judged = judgeEscalation(desk.record, attempt, now);
  desk.record = judged.record;
  desk.inbox.answer(waiting, judged.verdict);
}
