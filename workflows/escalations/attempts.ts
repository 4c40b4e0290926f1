import { workflowInfo, CancellationScope } from '@temporalio/workflow';
import type { EscalationVerdict, EscalationRecord, EscalationInput } from '../../contract/escalation';
import { MESSAGES } from '../../contract/names';
import { isOpenEscalation, cancelEscalation } from '../../rules/escalations/record';
import { escalationVerdict, escalationSignatureClaim } from '../../rules/escalations/attempt';
import { judgeEscalation } from '../../rules/escalations/judge';
import { nextClockAt, climb, beginLadder } from '../../rules/escalations/ladder';
import { raiseEscalation } from '../../rules/escalations/open';
import { isoTime } from '../../rules/text';
import {
  type QueuedAttempt,
  isContested,
  checkSignatures,
  sortByArrival,
  attemptQueue,
} from '../core/attempt-queue';
import { planEscalation } from '../core/proxies';
import { startLookupIfNeeded, needsLookup, isEndHeld } from './lookups';
import { refuseEscalationAttempt, readEscalationAttempt } from './messages';
import { type ArrivedAttempt, type EscalationState, noLookups } from './state';

/** Signals whose arrival counts, in the order in which the desk counts them. */
const COUNTED_SIGNALS = [
  MESSAGES.acknowledge,
  MESSAGES.resolve,
  MESSAGES.promote,
  MESSAGES.reassign,
  MESSAGES.cancel,
  MESSAGES.raise,
];

const QUEUED_MESSAGE =
  'Delivered. It is judged as soon as what it depends on is known; ask for the verdict by the query lateAnswer.';

/** Call it in the workflow's own scope: that is the one which Temporal cancels. */
export function openEscalationState(record: EscalationRecord): EscalationState {
  const scope = CancellationScope.current();
  const desk: EscalationState = {
    record,
    queue: attemptQueue<ArrivedAttempt, EscalationVerdict>({
      read: readEscalationAttempt,
      refuse: (attempt) => refuseEscalationAttempt(desk, attempt),
      judgeImmediate: () => judgeImmediate(desk),
      queued: () => escalationVerdict(desk.record, 'queued', QUEUED_MESSAGE),
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
export async function planLadder(desk: EscalationState, input: EscalationInput): Promise<void> {
  desk.record = beginLadder(desk.record, await planEscalation(input), Date.now());
}

/** Whether there is something to do. */
export function hasWork(desk: EscalationState): boolean {
  return (
    desk.queue.waiting.length > 0 ||
    desk.lookups.pendingAnswers.length > 0 ||
    desk.cancelledInTemporal ||
    isDue(desk)
  );
}

function isDue(desk: EscalationState): boolean {
  const now = Date.now();
  return now >= (nextClockAt(desk.record) ?? Infinity) && !isEndHeld(desk, now);
}

/** Judges, from the front of the queue, what needs nothing from outside the workflow. */
export function judgeImmediate(desk: EscalationState): void {
  const { waiting } = desk.queue;
  while (!desk.isBusy && waiting[0] !== undefined && !needsActivity(desk, waiting[0]))
    answer(desk, waiting.shift() as QueuedAttempt<ArrivedAttempt, EscalationVerdict>);
}

function needsActivity(
  desk: EscalationState,
  waiting: QueuedAttempt<ArrivedAttempt, EscalationVerdict>,
): boolean {
  if (!isOpenEscalation(desk.record)) return false;
  return (
    isContestedNow(desk, waiting) ||
    signatureClaimOf(desk)(waiting.attempt) !== undefined ||
    needsLookup(desk, waiting)
  );
}

function isContestedNow(
  { record }: EscalationState,
  waiting: QueuedAttempt<ArrivedAttempt, EscalationVerdict>,
): boolean {
  return isContested(waiting, nextClockAt(record) ?? Infinity, false);
}

function signatureClaimOf({ record }: EscalationState) {
  const { namespace } = workflowInfo();
  return (attempt: ArrivedAttempt) =>
    attempt.kind === 'raise' ? undefined : escalationSignatureClaim(record, attempt, namespace);
}

/**
 * Judges all attempts that wait, in the order of their arrival, but for those that the directory is asked about first.
 * Returns nothing where that is done at once.
 */
export function judgeWaiting(desk: EscalationState): Promise<void> | undefined {
  judgeImmediate(desk);
  return desk.queue.waiting.length > 0 ? judgeOneByOne(desk) : undefined;
}

async function judgeOneByOne(desk: EscalationState): Promise<void> {
  const { waiting } = desk.queue;
  desk.isBusy = true;
  while (waiting.length > 0) {
    const arrived = waiting.splice(0);
    const isOpen = isOpenEscalation(desk.record);
    const contested = isOpen && arrived.some((one) => isContestedNow(desk, one));
    const batch = contested ? await sortByArrival(arrived, COUNTED_SIGNALS) : arrived;
    if (isOpen) await checkSignatures(batch, signatureClaimOf(desk));
    for (const one of batch) {
      if (await startLookupIfNeeded(desk, one)) desk.lookups.heldAttempts.push(one);
      else answer(desk, one);
    }
  }
  desk.isBusy = false;
}

/** Answers the attempts that still wait once it has ended: with the same verdicts, by the same function. */
export function answerRemaining(desk: EscalationState): void {
  for (const waiting of [...desk.lookups.heldAttempts.splice(0), ...desk.queue.waiting.splice(0)])
    answer(desk, waiting);
}

/** Its clocks ran out, as often as they did; attempts that came before that were answered first. */
export function climbLadder(desk: EscalationState): void {
  if (desk.queue.waiting.length === 0 && isDue(desk)) desk.record = climb(desk.record, Date.now());
}

/** Ends it when Temporal was told to cancel it: as a child, because its run or request has ended. */
export function endIfCancelled(desk: EscalationState): void {
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

export function answer(
  desk: EscalationState,
  waiting: QueuedAttempt<ArrivedAttempt, EscalationVerdict>,
): void {
  const { attempt } = waiting;
  const now = Date.now();
  if (attempt.kind === 'raise') {
    desk.record = raiseEscalation(climb(desk.record, attempt.at, now), attempt.message, attempt.at);
    return;
  }
  const judged = judgeEscalation(desk.record, attempt, now);
  desk.record = judged.record;
  desk.queue.answer(waiting, judged.verdict);
}
