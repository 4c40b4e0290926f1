import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  workflowInfo,
} from '@temporalio/workflow';
import type { EscalationInput, EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import type { RaiseMessage } from '../../contract/escalation-messages';
import { MESSAGES } from '../../contract/names';
import { cancelEscalation, isOpenEscalation } from '../../rules/escalations/end-escalation';
import type { EscalationAttempt } from '../../rules/escalations/escalation-attempt';
import { judgeEscalation } from '../../rules/escalations/judge-escalation';
import { escalationClaim } from '../../rules/escalations/escalation-signature';
import { beginLadder, climb, nextAt } from '../../rules/escalations/ladder';
import { raiseEscalation } from '../../rules/escalations/open-escalation';
import { isoTime } from '../../rules/time';
import { byArrival } from '../arrival';
import { type Attempts, attempts, type Waiting } from '../attempts';
import { checkSignatures } from '../check-signatures';
import { planEscalation } from '../proxies';
import { isEndHeld, type Lookups, mustWait, noLookups } from './look-up';
import { readEscalationAttempt, refuseEscalationAttempt } from './read-escalation-attempt';

/** What waits: an attempt of a person, or the run that would escalate again. */
export type Arrived = EscalationAttempt | { kind: 'raise'; at: number; message: RaiseMessage };
export type EscalationInbox = Attempts<Arrived, EscalationVerdict>;

/** What one escalation's workflow has on its desk. */
export interface EscalationDesk {
  record: EscalationRecord;
  readonly inbox: EscalationInbox;
  readonly lookups: Lookups;
  cancelledInTemporal: boolean;
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

/** Past this many signals in one run the story goes on in a new one. */
const SIGNALS_PER_RUN = 2_000;

export function openEscalationDesk(record: EscalationRecord): EscalationDesk {
  const desk: EscalationDesk = {
    record,
    inbox: attempts<Arrived, EscalationVerdict>({
      read: readEscalationAttempt,
      refuse: (attempt) => refuseEscalationAttempt(desk, attempt),
    }),
    lookups: noLookups(),
    cancelledInTemporal: false,
  };
  CancellationScope.current().cancelRequested.catch(() => (desk.cancelledInTemporal = true));
  return desk;
}

/** Looks up the ladder, and asks its first level. */
export async function planLadder(desk: EscalationDesk, input: EscalationInput): Promise<void> {
  desk.record = beginLadder(desk.record, await planEscalation(input), Date.now());
}

/** Whether there is something to do. */
export function hasWork(desk: EscalationDesk): boolean {
  return (
    desk.inbox.queue.length > 0 || desk.lookups.answers.length > 0 || desk.cancelledInTemporal || isDue(desk)
  );
}

function isDue(desk: EscalationDesk): boolean {
  const now = Date.now();
  return now >= (nextAt(desk.record) ?? Infinity) && !isEndHeld(desk, now);
}

/** Judges, in the order of arrival, everybody who waits; but whoever the directory must be asked about first. */
export async function judgeWaiting(desk: EscalationDesk): Promise<void> {
  const deadline = nextAt(desk.record) ?? Infinity;
  const waiting = await byArrival(desk.inbox.queue.splice(0), deadline, COUNTED);
  await checkSignatures(waiting, (attempt) =>
    attempt.kind === 'raise' ? undefined : escalationClaim(desk.record, attempt),
  );
  for (const each of waiting) {
    if (await mustWait(desk, each)) desk.lookups.shelf.push(each);
    else answer(desk, each);
  }
}

/** Answers whoever still waits once it has ended: with the same verdicts, by the same function. */
export function answerTheRest(desk: EscalationDesk): void {
  for (const waiting of [...desk.lookups.shelf.splice(0), ...desk.inbox.queue.splice(0)])
    answer(desk, waiting);
}

/** Its clocks ran out, as often as they did; whoever came before that was answered first. */
export function climbLadder(desk: EscalationDesk): void {
  if (desk.inbox.queue.length === 0 && isDue(desk)) desk.record = climb(desk.record, Date.now());
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

/** After a flood the story goes on in a new run. Whoever waits for the directory is told to try again. */
export async function goOnInNewRun(input: EscalationInput, desk: EscalationDesk): Promise<void> {
  const { inbox, lookups } = desk;
  const isFlooded = inbox.signalsSeen() >= SIGNALS_PER_RUN || workflowInfo().continueAsNewSuggested;
  if (!isFlooded || !isOpenEscalation(desk.record)) return;
  for (const waiting of lookups.shelf.splice(0)) answer(desk, waiting);
  await condition(allHandlersFinished);
  if (inbox.queue.length > 0 || !isOpenEscalation(desk.record)) return;
  // The record has the context too: twice, they could be more than Temporal takes.
  const { context: _, ...rest } = input;
  await continueAsNew<(input: EscalationInput, carried: EscalationRecord) => Promise<EscalationRecord>>(
    rest,
    desk.record,
  );
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
  waiting.verdict = judged.verdict;
}
