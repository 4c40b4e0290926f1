import { unsignedProblem } from '../../rules/escalations/attempt';
import {
  hasNoKnownRight,
  isUnresolved,
  withDirectoryAnswer,
} from '../../rules/escalations/directory-answers';
import { namesToLookUp } from '../../rules/escalations/judge';
import { climb } from '../../rules/escalations/ladder';
import { isOpenEscalation } from '../../rules/escalations/record';
import type { Teams } from '../../rules/teams';
import { lookUpNames, lookUpNamesLocally, resolveSomeTeams } from '../core/proxies';
import type { QueuedEscalationAttempt, EscalationState } from './state';

/** How many reassignments may wait for the directory at the same time. Only a flood has more. */
const MAX_OPEN = 20;

/** Asks a directory that is a function about the ladder, until it has answered about every name. */
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

/** Applies the directory's answers to the record, and puts the attempts that waited for them back into the queue. */
export function applyAnswers({ lookups, queue }: EscalationState): void {
  if (lookups.pendingAnswers.length === 0) return;
  for (const take of lookups.pendingAnswers.splice(0)) take();
  queue.waiting.unshift(...lookups.heldAttempts.splice(0));
}

/** Whether the directory still has to answer about the ladder or about a reassignment. */
export function isLookingUp({ record, lookups }: EscalationState): boolean {
  return isUnresolved(record) || lookups.openReassignments.size > 0;
}

/**
 * Whether the ladder would end, but an attempt waits for the directory. The end must wait, since that attempt may have resolved
 * the escalation in time (design rule 8).
 */
export function isEndHeld({ record, lookups }: EscalationState, at: number): boolean {
  return lookups.heldAttempts.length > 0 && !isOpenEscalation(climb(record, at, Date.now()));
}

/** Whether this attempt needs an answer of the directory before it can be judged. Changes nothing. */
export function needsLookup(state: EscalationState, { attempt }: QueuedEscalationAttempt): boolean {
  if (attempt.kind !== 'raise' && unsignedProblem(state.record, attempt) !== undefined) return false;
  if (attempt.kind !== 'cancel' && isEndHeld(state, attempt.at)) return true;
  if (attempt.kind === 'raise') return false;
  if (attempt.kind === 'reassign' && namesToLookUp(state.record, attempt, Date.now()).length > 0) return true;
  return isLookingUp(state) && hasNoKnownRight(state.record, attempt);
}

/** The same, but it also asks the directory if necessary. */
export async function startLookupIfNeeded(
  state: EscalationState,
  queued: QueuedEscalationAttempt,
): Promise<boolean> {
  const { attempt } = queued;
  // An unsigned attempt never counts, so it must not wait for the directory.
  if (attempt.kind !== 'raise' && unsignedProblem(state.record, attempt) !== undefined) return false;
  if (attempt.kind !== 'cancel' && isEndHeld(state, attempt.at)) return true;
  if (attempt.kind === 'raise') return false;
  const names = namesToLookUp(state.record, attempt, Date.now());
  if (names.length === 0 || attempt.kind !== 'reassign')
    return (
      state.lookups.openReassignments.has(queued) ||
      (isLookingUp(state) && hasNoKnownRight(state.record, attempt))
    );
  if (state.record.plan?.unresolved === undefined) {
    attempt.lookup = await lookUpNamesLocally(names).then(answeredLookup, unansweredLookup);
    return false;
  }
  if (state.lookups.openReassignments.has(queued)) return true;
  if (state.lookups.openReassignments.size >= MAX_OPEN) return false;
  void lookUpAssignees(state, queued, names);
  return true;
}

async function lookUpAssignees(
  { lookups }: EscalationState,
  queued: QueuedEscalationAttempt,
  names: string[],
): Promise<void> {
  lookups.openReassignments.add(queued);
  const lookup = await lookUpNames(names).then(answeredLookup, unansweredLookup);
  lookups.pendingAnswers.push(() => {
    lookups.openReassignments.delete(queued);
    if (queued.attempt.kind === 'reassign') queued.attempt.lookup = lookup;
  });
}

function answeredLookup(teams: Teams): { teams: Teams } {
  return { teams };
}

function unansweredLookup(): 'unanswered' {
  return 'unanswered';
}
