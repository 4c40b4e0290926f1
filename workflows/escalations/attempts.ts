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

/** Signals whose arrival counts, in the order in which the state counts them. */
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
  const state: EscalationState = {
    record,
    queue: attemptQueue<ArrivedAttempt, EscalationVerdict>({
      read: readEscalationAttempt,
      refuse: (attempt) => refuseEscalationAttempt(state, attempt),
      judgeImmediate: () => judgeImmediate(state),
      queued: () => escalationVerdict(state.record, 'queued', QUEUED_MESSAGE),
    }),
    lookups: noLookups(),
    get cancelledInTemporal() {
      return scope.consideredCancelled;
    },
    isBusy: true,
  };
  return state;
}

/** Looks up the ladder, and asks its first level. */
export async function planLadder(state: EscalationState, input: EscalationInput): Promise<void> {
  state.record = beginLadder(state.record, await planEscalation(input), Date.now());
}

/** Whether there is something to do. */
export function hasWork(state: EscalationState): boolean {
  return (
    state.queue.waiting.length > 0 ||
    state.lookups.pendingAnswers.length > 0 ||
    state.cancelledInTemporal ||
    isDue(state)
  );
}

function isDue(state: EscalationState): boolean {
  const now = Date.now();
  return now >= (nextClockAt(state.record) ?? Infinity) && !isEndHeld(state, now);
}

/** Judges, from the front of the queue, what needs nothing from outside the workflow. */
export function judgeImmediate(state: EscalationState): void {
  const { waiting } = state.queue;
  while (!state.isBusy && waiting[0] !== undefined && !needsActivity(state, waiting[0]))
    answer(state, waiting.shift() as QueuedAttempt<ArrivedAttempt, EscalationVerdict>);
}

function needsActivity(
  state: EscalationState,
  waiting: QueuedAttempt<ArrivedAttempt, EscalationVerdict>,
): boolean {
  if (!isOpenEscalation(state.record)) return false;
  return (
    isContestedNow(state, waiting) ||
    signatureClaimOf(state)(waiting.attempt) !== undefined ||
    needsLookup(state, waiting)
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
export function judgeWaiting(state: EscalationState): Promise<void> | undefined {
  judgeImmediate(state);
  return state.queue.waiting.length > 0 ? judgeOneByOne(state) : undefined;
}

async function judgeOneByOne(state: EscalationState): Promise<void> {
  const { waiting } = state.queue;
  state.isBusy = true;
  while (waiting.length > 0) {
    const arrived = waiting.splice(0);
    const isOpen = isOpenEscalation(state.record);
    const contested = isOpen && arrived.some((one) => isContestedNow(state, one));
    const batch = contested ? await sortByArrival(arrived, COUNTED_SIGNALS) : arrived;
    if (isOpen) await checkSignatures(batch, signatureClaimOf(state));
    for (const one of batch) {
      if (await startLookupIfNeeded(state, one)) state.lookups.heldAttempts.push(one);
      else answer(state, one);
    }
  }
  state.isBusy = false;
}

/** Answers the attempts that still wait once it has ended: with the same verdicts, by the same function. */
export function answerRemaining(state: EscalationState): void {
  for (const waiting of [...state.lookups.heldAttempts.splice(0), ...state.queue.waiting.splice(0)])
    answer(state, waiting);
}

/** Its clocks ran out, as often as they did; attempts that came before that were answered first. */
export function climbLadder(state: EscalationState): void {
  if (state.queue.waiting.length === 0 && isDue(state)) state.record = climb(state.record, Date.now());
}

/** Ends it when Temporal was told to cancel it: as a child, because its run or request has ended. */
export function endIfCancelled(state: EscalationState): void {
  if (!state.cancelledInTemporal) return;
  const at = isoTime(Date.now());
  const { runId, requestId } = state.record;
  state.record = cancelEscalation(
    state.record,
    workflowInfo().parent
      ? { at, by: 'run', name: requestId ?? runId, reason: 'what it was about has ended' }
      : { at, by: 'operator', reason: 'cancelled in Temporal' },
  );
}

export function answer(
  state: EscalationState,
  waiting: QueuedAttempt<ArrivedAttempt, EscalationVerdict>,
): void {
  const { attempt } = waiting;
  const now = Date.now();
  if (attempt.kind === 'raise') {
    state.record = raiseEscalation(climb(state.record, attempt.at, now), attempt.message, attempt.at);
    return;
  }
  const judged = judgeEscalation(state.record, attempt, now);
  state.record = judged.record;
  state.queue.answer(waiting, judged.verdict);
}
