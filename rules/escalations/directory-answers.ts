import type { EscalationRecord, LadderPlan } from '../../contract/escalation';
import { utf8Bytes } from '../../contract/limits';
import { attemptBy, type EscalationAttempt } from './attempt';
import { escalationCancellerRole, canHandle } from './people';

/** What the directory says of names: the people of those that are teams. */
export type Teams = Record<string, string[]>;

/** So many names, and so much about them, keep the right that an assignment by hand gave them: the latest. */
const MAX_REASSIGNED = 200;
const MAX_REASSIGNED_BYTES = 64 * 1024;

/** The names in a ladder that the directory must be asked about. */
export function namesOfLadder({ rungs, operators }: Pick<LadderPlan, 'rungs' | 'operators'>): string[] {
  return [...new Set([...rungs.flatMap(({ assignees }) => assignees), ...operators])];
}

/** Those of these names of which nobody has said, nor is being asked, whether they are people or teams. */
export function unclassifiedNames({ plan }: EscalationRecord, names: string[]): string[] {
  const { teams = {} } = plan ?? {};
  const known = new Set([...(plan ? namesOfLadder(plan) : []), ...Object.entries(teams).flat(2)]);
  return [...new Set(names)].filter((name) => !known.has(name));
}

/** The record once the directory has answered about these names of its ladder. */
export function withDirectoryAnswer(
  record: EscalationRecord,
  names: string[],
  teams: Teams,
): EscalationRecord {
  const { plan } = record;
  if (plan === undefined) return record;
  const unresolved = (plan.unresolved ?? []).filter((name) => !names.includes(name));
  return { ...record, plan: { ...plan, teams: { ...plan.teams, ...teams }, unresolved } };
}

/** Whether the directory owes an answer about the ladder: somebody's right may not be known yet. */
export function isUnresolved({ plan }: EscalationRecord): boolean {
  return (plan?.unresolved ?? []).length > 0;
}

/** Whether nothing that is known so far gives this person the right to what they try. */
export function hasNoKnownRight(record: EscalationRecord, attempt: EscalationAttempt): boolean {
  const by = attemptBy(attempt);
  if (by === undefined) return false;
  return attempt.kind === 'cancel'
    ? escalationCancellerRole(record, by) === undefined
    : !canHandle(record, by);
}

/**
 * The record with these in the place of the level's assignees, and what is known of them; nothing if that is too much to
 * keep. The latest assigned by hand keep their right.
 */
export function withReassigned(
  record: EscalationRecord,
  assignees: string[],
  teams: Teams,
): EscalationRecord | undefined {
  const { plan } = record;
  if (plan === undefined) return undefined;
  const unknown = unclassifiedNames(record, assignees);
  // A name that is no team is remembered as a person, so that nobody is asked about it again.
  const people = (name: string) => (Object.hasOwn(teams, name) ? teams[name] : undefined) ?? [name];
  const learnt = Object.fromEntries(unknown.map((name) => [name, people(name)]));
  const known: Teams = { ...plan.teams, ...learnt };
  const ladder = new Set(namesOfLadder(plan));
  const reassigned = latestThatFit([...record.reassigned, ...assignees], known, ladder);
  if (assignees.some((name) => !reassigned.includes(name))) return undefined;
  const kept = Object.entries(known).filter(([name]) => ladder.has(name) || reassigned.includes(name));
  return { ...record, plan: { ...plan, teams: Object.fromEntries(kept) }, reassigned };
}

function latestThatFit(names: string[], teams: Teams, ladder: Set<string>): string[] {
  const latestFirst = [...new Set(names.toReversed())].slice(0, MAX_REASSIGNED);
  let size = 0;
  const fitting = latestFirst.filter((name) => {
    size += ladder.has(name) ? utf8Bytes(name) : utf8Bytes(JSON.stringify([name, teams[name]]));
    return size <= MAX_REASSIGNED_BYTES;
  });
  return fitting.reverse();
}
