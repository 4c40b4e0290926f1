import { workflowInfo, CancellationScope } from '@temporalio/workflow';
import type { EscalationVerdict, EscalationRecord, EscalationInput } from '../../contract/escalation';
import { escalationVerdict, escalationSignatureClaim } from '../../rules/escalations/attempt';
import { judgeEscalation } from '../../rules/escalations/judge';
import { nextClockAt, climb, beginLadder } from '../../rules/escalations/ladder';
import { raiseEscalation } from '../../rules/escalations/open';
import { isOpenEscalation, cancelEscalation } from '../../rules/escalations/record';
import { isoTime } from '../../rules/text';
import { isContested, checkSignatures, sortByArrival, attemptQueue } from '../core/attempt-queue';
import { planEscalation } from '../core/proxies';
import { createWakeTimer } from '../core/wake-timer';
import { startLookupIfNeeded, needsLookup, isEndHeld } from './lookups';
import { refuseEscalationAttempt, readEscalationAttempt } from './messages';
import { type ArrivedAttempt, type EscalationState, noLookups, type QueuedEscalationAttempt } from './state';

const QUEUED_MESSAGE =
  'Queued. The verdict follows when the lookup has finished; read it with the query lateAnswer.';

/** Call this in the workflow's root scope, since that is the scope that Temporal cancels. */
export function openEscalationState(record: EscalationRecord): EscalationState {
  const scope = CancellationScope.current();
  const state: EscalationState = {
    record,
    queue: attemptQueue<ArrivedAttempt, EscalationVerdict>({
      on: 'escalation',
      read: readEscalationAttempt,
      refuse: (attempt) => refuseEscalationAttempt(state, attempt),
      judgeImmediate: () => judgeImmediate(state),
      queued: () => escalationVerdict(state.record, 'queued', QUEUED_MESSAGE),
      mayBeOvertaken: () => workflowInfo().parent !== undefined,
    }),
    lookups: noLookups(),
    wakeTimer: createWakeTimer(),
    get cancelledInTemporal() {
      return scope.consideredCancelled;
    },
    isBusy: true,
  };
  return state;
}

/** Plans the ladder and notifies its first level. */
export async function planLadder(state: EscalationState, input: EscalationInput): Promise<void> {
  state.record = beginLadder(state.record, await planEscalation(input), Date.now());
}

/** Whether the workflow loop has something to do. */
export function hasWork(state: EscalationState): boolean {
  return (
    state.queue.waiting.length > 0 ||
    state.lookups.pendingAnswers.length > 0 ||
    state.cancelledInTemporal ||
    isDue(state)
  );
}

/** Whether the next deadline or reminder has passed and everything that arrived before it is in the queue. */
function isDue(state: EscalationState): boolean {
  const reached = state.wakeTimer.reached();
  return reached >= (nextClockAt(state.record) ?? Infinity) && !isEndHeld(state, reached);
}

/** Judges attempts from the front of the queue, until one needs an activity. */
export function judgeImmediate(state: EscalationState): void {
  const { waiting } = state.queue;
  while (!state.isBusy && waiting[0] !== undefined && !needsActivity(state, waiting[0]))
    answer(state, waiting.shift() as QueuedEscalationAttempt);
}

function needsActivity(state: EscalationState, queued: QueuedEscalationAttempt): boolean {
  if (!isOpenEscalation(state.record)) return false;
  return (
    isContestedNow(state, queued) ||
    signatureClaimOf(state)(queued.attempt) !== undefined ||
    needsLookup(state, queued)
  );
}

function isContestedNow({ record, wakeTimer }: EscalationState, queued: QueuedEscalationAttempt): boolean {
  const next = nextClockAt(record) ?? Infinity;
  return isContested(queued, next, wakeTimer.reached() >= next);
}

function signatureClaimOf({ record }: EscalationState) {
  const { namespace } = workflowInfo();
  return (attempt: ArrivedAttempt) =>
    attempt.kind === 'raise' ? undefined : escalationSignatureClaim(record, attempt, namespace);
}

/**
 * Judges all queued attempts in the order of their arrival, except those that need the directory first. Returns nothing if no
 * activity is needed.
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
    const batch = contested ? await sortByArrival(arrived) : arrived;
    if (isOpen) await checkSignatures(batch, signatureClaimOf(state));
    for (const one of batch) {
      if (await startLookupIfNeeded(state, one)) state.lookups.heldAttempts.push(one);
      else answer(state, one);
    }
  }
  state.isBusy = false;
}

/** Answers the attempts that are still queued after the end, with the same function. */
export function answerRemaining(state: EscalationState): void {
  for (const queued of [...state.lookups.heldAttempts.splice(0), ...state.queue.waiting.splice(0)])
    answer(state, queued);
}

/** Applies the deadlines that have passed, after all earlier attempts were answered. */
export function climbLadder(state: EscalationState): void {
  if (state.queue.waiting.length === 0 && isDue(state))
    state.record = climb(state.record, state.wakeTimer.reached(), Date.now());
}

/** Ends the escalation if its workflow was cancelled. A child is cancelled because its run or request has ended. */
export function endIfCancelled(state: EscalationState): void {
  if (!state.cancelledInTemporal) return;
  const at = isoTime(Date.now());
  const { runId, requestId } = state.record;
  state.record = cancelEscalation(
    state.record,
    workflowInfo().parent
      ? { at, by: 'run', name: requestId ?? runId, reason: 'its run or request has ended' }
      : { at, by: 'operator', reason: 'cancelled in Temporal' },
  );
}

export function answer(state: EscalationState, queued: QueuedEscalationAttempt): void {
  const { attempt } = queued;
  // What has ended cannot be resolved any more, and nobody may be told that it was.
  if (workflowInfo().parent) endIfCancelled(state);
  const now = Date.now();
  if (attempt.kind === 'raise') {
    state.record = raiseEscalation(climb(state.record, attempt.at, now), attempt.message, attempt.at);
    return;
  }
  const judged = judgeEscalation(state.record, attempt, now);
  state.record = judged.record;
  state.queue.answer(queued, judged.verdict);
}
