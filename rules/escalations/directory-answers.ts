import type { LadderPlan, EscalationRecord } from '../../contract/escalation';
import { utf8Bytes } from '../../contract/limits';
import { namesIn, type Teams } from '../teams';
import { attemptBy, type EscalationAttempt } from './attempt';
import { escalationCancellerRole, canHandle } from './people';

/** People who were assigned by hand keep the right to act. Only the latest are kept, up to these two limits. */
const MAX_REASSIGNED = 200;
const MAX_REASSIGNED_BYTES = 64 * 1024;

/** Names that the directory has not classified and has not been asked about. */
export function unclassifiedNames({ plan }: EscalationRecord, names: string[]): string[] {
  const { teams = {} } = plan ?? {};
  const known = new Set([...(plan ? namesOfLadder(plan) : []), ...Object.entries(teams).flat(2)]);
  return [...new Set(names)].filter((name) => !known.has(name));
}

/** The record after the directory has answered about these names of its ladder. */
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

/** Whether the directory has not yet answered about all of the ladder, so that it may not be known who may act. */
export function isUnresolved({ plan }: EscalationRecord): boolean {
  return (plan?.unresolved ?? []).length > 0;
}

/** Whether the person may not make this attempt, as far as the directory has answered. */
export function hasNoKnownRight(record: EscalationRecord, attempt: EscalationAttempt): boolean {
  const by = attemptBy(attempt);
  if (by === undefined) return false;
  return attempt.kind === 'cancel'
    ? escalationCancellerRole(record, by) === undefined
    : !canHandle(record, by);
}

/**
 * The record with new assignees for the level, and the directory's answer about them. Returns nothing if they do not fit
 * into the record. The people who were assigned by hand last keep the right to act.
 */
export function withReassigned(
  record: EscalationRecord,
  assignees: string[],
  teams: Teams,
): EscalationRecord | undefined {
  const { plan } = record;
  if (plan === undefined) return undefined;
  const unknown = unclassifiedNames(record, assignees);
  // Remember a name that is not a team as a person, so that the directory is not asked about it again.
  const answered = Object.fromEntries(unknown.map((name) => [name, namesIn(teams, name)]));
  const known: Teams = { ...plan.teams, ...answered };
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

/** The names in a ladder that the directory must be asked about. */
export function namesOfLadder({ rungs, operators }: Pick<LadderPlan, 'rungs' | 'operators'>): string[] {
  return [...new Set([...rungs.flatMap(({ assignees }) => assignees), ...operators])];
}
