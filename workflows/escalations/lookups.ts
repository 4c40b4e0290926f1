import { isOpenEscalation } from '../../rules/escalations/record';
import { unsignedProblem } from '../../rules/escalations/attempt';
import { namesToLookUp } from '../../rules/escalations/judge';
import { climb } from '../../rules/escalations/ladder';
import {
  hasNoKnownRight,
  isUnresolved,
  type Teams,
  withDirectoryAnswer,
} from '../../rules/escalations/directory-answers';
import { lookUpNames, lookUpNamesLocally, resolveSomeTeams } from '../core/proxies';
import type { QueuedEscalationAttempt, EscalationState } from './state';

/** So many reassignments at a time may wait for the directory: more could only come from a flood. */
const MAX_OPEN = 20;

/** Asks a directory that is a function about the ladder, until it has answered about everybody. */
export async function lookUpLadder(state: EscalationState): Promise<void> {
  let names = state.record.plan?.unresolved ?? [];
  while (names.length > 0) {
    const { answered, teams } = await resolveSomeTeams(names);
    names = names.filter((name) => !answered.includes(name));
    state.lookups.pendingAnswers.push(
      () => (state.record = withDirectoryAnswer(state.record, answered, teams)),
    );
  }
}

/** Takes what the directory answered to the record, and back to the queue whoever waited for it. */
export function applyAnswers({ lookups, queue }: EscalationState): void {
  if (lookups.pendingAnswers.length === 0) return;
  for (const take of lookups.pendingAnswers.splice(0)) take();
  queue.waiting.unshift(...lookups.heldAttempts.splice(0));
}

/** Whether somebody's right, or who is assigned, is not known before the directory has answered. */
export function isLookingUp({ record, lookups }: EscalationState): boolean {
  return isUnresolved(record) || lookups.openReassignments.size > 0;
}

/**
 * Whether the ladder would have ended, but somebody's attempt waits for the directory: it does not end meanwhile, since
 * they may have resolved it in time (design rule 8).
 */
export function isEndHeld({ record, lookups }: EscalationState, at: number): boolean {
  return lookups.heldAttempts.length > 0 && !isOpenEscalation(climb(record, at, Date.now()));
}

/** Whether this attempt cannot be judged before the directory was asked, or has answered. Changes nothing. */
export function needsLookup(state: EscalationState, { attempt }: QueuedEscalationAttempt): boolean {
  if (attempt.kind !== 'raise' && unsignedProblem(state.record, attempt) !== undefined) return false;
  if (attempt.kind !== 'cancel' && isEndHeld(state, attempt.at)) return true;
  if (attempt.kind === 'raise') return false;
  if (attempt.kind === 'reassign' && namesToLookUp(state.record, attempt, Date.now()).length > 0) return true;
  return isLookingUp(state) && hasNoKnownRight(state.record, attempt);
}

/** The same; where the directory must be asked, it is asked. */
export async function startLookupIfNeeded(
  state: EscalationState,
  waiting: QueuedEscalationAttempt,
): Promise<boolean> {
  const { attempt } = waiting;
  // Whoever the directory knows, it does not count: it must not hold anything up.
  if (attempt.kind !== 'raise' && unsignedProblem(state.record, attempt) !== undefined) return false;
  if (attempt.kind !== 'cancel' && isEndHeld(state, attempt.at)) return true;
  if (attempt.kind === 'raise') return false;
  const names = namesToLookUp(state.record, attempt, Date.now());
  if (names.length === 0 || attempt.kind !== 'reassign')
    return (
      state.lookups.openReassignments.has(waiting) ||
      (isLookingUp(state) && hasNoKnownRight(state.record, attempt))
    );
  if (state.record.plan?.unresolved === undefined) {
    attempt.lookup = await lookUpNamesLocally(names).then(answeredLookup, unansweredLookup);
    return false;
  }
  if (state.lookups.openReassignments.has(waiting)) return true;
  if (state.lookups.openReassignments.size >= MAX_OPEN) return false;
  void lookUpAssignees(state, waiting, names);
  return true;
}

async function lookUpAssignees(
  { lookups }: EscalationState,
  waiting: QueuedEscalationAttempt,
  names: string[],
): Promise<void> {
  lookups.openReassignments.add(waiting);
  const lookup = await lookUpNames(names).then(answeredLookup, unansweredLookup);
  lookups.pendingAnswers.push(() => {
    lookups.openReassignments.delete(waiting);
    if (waiting.attempt.kind === 'reassign') waiting.attempt.lookup = lookup;
  });
}

function answeredLookup(teams: Teams): { teams: Teams } {
  return { teams };
}

function unansweredLookup(): 'unanswered' {
  return 'unanswered';
}
