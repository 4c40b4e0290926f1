import type { EscalationVerdict } from '../../contract/escalation';
import { isOpenEscalation } from '../../rules/escalations/end-escalation';
import { unsignedProblem } from '../../rules/escalations/escalation-signature';
import { namesToLookUp } from '../../rules/escalations/judge-escalation';
import { climb } from '../../rules/escalations/ladder';
import { isStranger, isUnresolved, type Teams, withAnswer } from '../../rules/escalations/who-is-who';
import type { Waiting as AnyWaiting } from '../attempt-queue';
import { lookUpNames, lookUpNamesAtOnce, resolveSomeTeams } from '../proxies';
import type { Arrived, EscalationDesk } from './escalation-desk';

type Waiting = AnyWaiting<Arrived, EscalationVerdict>;

/** What the directory is being asked, while the clocks run and others are judged. */
export interface Lookups {
  /** Attempts that wait for its answer. */
  readonly shelf: Waiting[];
  /** What it has answered, to be taken to the record. */
  readonly answers: (() => void)[];
  /** The reassignments whose names it is asked about now. */
  readonly open: Set<Waiting>;
}

/** So many reassignments at a time may wait for the directory: more could only come from a flood. */
const MOST_OPEN = 20;

export function noLookups(): Lookups {
  return { shelf: [], answers: [], open: new Set() };
}

/** Asks a directory that is a function about the ladder, until it has answered about everybody. */
export async function askAboutLadder(desk: EscalationDesk): Promise<void> {
  let names = desk.record.plan?.unresolved ?? [];
  while (names.length > 0) {
    const { answered, teams } = await resolveSomeTeams(names);
    names = names.filter((name) => !answered.includes(name));
    desk.lookups.answers.push(() => (desk.record = withAnswer(desk.record, answered, teams)));
  }
}

/** Takes what the directory answered to the record, and back to the queue whoever waited for it. */
export function takeAnswers({ lookups, inbox }: EscalationDesk): void {
  if (lookups.answers.length === 0) return;
  for (const take of lookups.answers.splice(0)) take();
  inbox.waiting.unshift(...lookups.shelf.splice(0));
}

/** Whether somebody's right, or who is assigned, is not known before the directory has answered. */
export function isAsking({ record, lookups }: EscalationDesk): boolean {
  return isUnresolved(record) || lookups.open.size > 0;
}

/**
 * Whether the ladder would have ended, but somebody's attempt waits for the directory: it does not end meanwhile, since
 * they may have resolved it in time (design rule 8).
 */
export function isEndHeld({ record, lookups }: EscalationDesk, at: number): boolean {
  return lookups.shelf.length > 0 && !isOpenEscalation(climb(record, at, Date.now()));
}

/** Whether this attempt cannot be judged before the directory was asked, or has answered. Changes nothing. */
export function isHeldUp(desk: EscalationDesk, { attempt }: Waiting): boolean {
  if (attempt.kind !== 'raise' && unsignedProblem(desk.record, attempt) !== undefined) return false;
  if (attempt.kind !== 'cancel' && isEndHeld(desk, attempt.at)) return true;
  if (attempt.kind === 'raise') return false;
  if (attempt.kind === 'reassign' && namesToLookUp(desk.record, attempt, Date.now()).length > 0) return true;
  return isAsking(desk) && isStranger(desk.record, attempt);
}

/** The same; where the directory must be asked, it is asked. */
export async function mustWait(desk: EscalationDesk, waiting: Waiting): Promise<boolean> {
  const { attempt } = waiting;
  // Whoever the directory knows, it does not count: it must not hold anything up.
  if (attempt.kind !== 'raise' && unsignedProblem(desk.record, attempt) !== undefined) return false;
  if (attempt.kind !== 'cancel' && isEndHeld(desk, attempt.at)) return true;
  if (attempt.kind === 'raise') return false;
  const names = namesToLookUp(desk.record, attempt, Date.now());
  if (names.length === 0 || attempt.kind !== 'reassign')
    return desk.lookups.open.has(waiting) || (isAsking(desk) && isStranger(desk.record, attempt));
  if (desk.record.plan?.unresolved === undefined) {
    attempt.lookup = await lookUpNamesAtOnce(names).then(found, unanswered);
    return false;
  }
  if (desk.lookups.open.has(waiting)) return true;
  if (desk.lookups.open.size >= MOST_OPEN) return false;
  void lookUp(desk, waiting, names);
  return true;
}

async function lookUp({ lookups }: EscalationDesk, waiting: Waiting, names: string[]): Promise<void> {
  lookups.open.add(waiting);
  const lookup = await lookUpNames(names).then(found, unanswered);
  lookups.answers.push(() => {
    lookups.open.delete(waiting);
    if (waiting.attempt.kind === 'reassign') waiting.attempt.lookup = lookup;
  });
}

function found(teams: Teams): { teams: Teams } {
  return { teams };
}

function unanswered(): 'unanswered' {
  return 'unanswered';
}
