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
import { beginLadder, climb, nextAt } from '../../rules/escalations/ladder';
import { raiseEscalation } from '../../rules/escalations/open-escalation';
import { isoTime } from '../../rules/time';
import { byArrival } from '../arrival';
import { askDirectory } from '../ask-directory';
import { type Attempts, attempts, type Waiting } from '../attempts';
import { planEscalation } from '../proxies';
import { readEscalationAttempt, refuseEscalationAttempt } from './read-escalation-attempt';

/** What waits: an attempt of a person, or the run that would escalate again. */
export type Arrived = EscalationAttempt | { kind: 'raise'; at: number; message: RaiseMessage };
export type EscalationInbox = Attempts<Arrived, EscalationVerdict>;

/** What one escalation's workflow has on its desk. */
export interface EscalationDesk {
  record: EscalationRecord;
  readonly inbox: EscalationInbox;
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
      refuse: (attempt) => refuseEscalationAttempt(desk.record, attempt),
    }),
    cancelledInTemporal: false,
  };
  CancellationScope.current().cancelRequested.catch(() => (desk.cancelledInTemporal = true));
  return desk;
}

/** Looks up who is asked, and asks the first of them. A directory that is down is asked until it answers. */
export async function planLadder(desk: EscalationDesk, input: EscalationInput): Promise<void> {
  const plan = await planEscalation(input);
  const names = [...new Set([...plan.rungs.flatMap(({ assignees }) => assignees), ...plan.operators])];
  const teams = plan.teams ?? (await askDirectory(names, () => desk.cancelledInTemporal));
  desk.record = beginLadder(desk.record, teams ? { ...plan, teams } : plan, Date.now());
}

export function isDue({ record }: EscalationDesk): boolean {
  return Date.now() >= (nextAt(record) ?? Infinity);
}

/** Judges, in the order of arrival, everybody who waits. */
export async function judgeWaiting(desk: EscalationDesk): Promise<void> {
  const waiting = desk.inbox.queue.splice(0);
  for (const each of await byArrival(waiting, nextAt(desk.record) ?? Infinity, COUNTED)) answer(desk, each);
}

/** Answers whoever still waits once it has ended: with the same verdicts, by the same function. */
export function answerTheRest(desk: EscalationDesk): void {
  desk.inbox.queue.splice(0).forEach((waiting) => answer(desk, waiting));
}

/** Its clocks ran out, as often as they did; whoever came before that was answered first. */
export function climbLadder(desk: EscalationDesk): void {
  if (desk.inbox.queue.length === 0) desk.record = climb(desk.record, Date.now());
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

export async function goOnInNewRun(input: EscalationInput, { record, inbox }: EscalationDesk): Promise<void> {
  const isFlooded = inbox.signalsSeen() >= SIGNALS_PER_RUN || workflowInfo().continueAsNewSuggested;
  if (!isFlooded || !isOpenEscalation(record)) return;
  await condition(allHandlersFinished);
  if (inbox.queue.length > 0) return;
  // The record has the context too: twice, they could be more than Temporal takes.
  const { context: _, ...rest } = input;
  await continueAsNew<(input: EscalationInput, carried: EscalationRecord) => Promise<EscalationRecord>>(
    rest,
    record,
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
