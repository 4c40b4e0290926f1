import type { EscalationRecord } from '../../contract/escalation';
import type { EscalationAttempt } from './attempt';
import { isTeam, spellingHint } from '../requests/people';
import { entitledEntries, peopleOfAssignee } from './people';

const MAX_LISTED_NAMES = 50;

/** The sentences of verdicts on escalations: for the person who tried, saying what stands and what to do. */

export function directoryPending(): string {
  return 'Whether you are asked about this is not known yet: the directory has not answered. Try again.';
}

export function notAssigned(record: EscalationRecord, person: string): string {
  if (isTeam(record.plan?.teams ?? {}, person))
    return `${person} is a team, and a team's own name never decides: one of its people must, by name (${listNames(peopleOfAssignee(record, person))}).`;
  const entries = entitledEntries(record);
  const written = spellingHint(person, new Set(entries.flatMap((entry) => peopleOfAssignee(record, entry))));
  return `${person} is not asked about this escalation: ${listNames(entries)} may acknowledge, resolve, promote and reassign it.${written === undefined ? '' : ` ${written}`}`;
}

/** The first of these names; hundreds would bury the sentence. */
function listNames(names: string[]): string {
  const more = names.length - MAX_LISTED_NAMES;
  return `${names.slice(0, MAX_LISTED_NAMES).join(', ')}${more > 0 ? `, ${more} more` : ''}` || 'nobody';
}

export function mayNotCancelEscalation(record: EscalationRecord, person: string): string {
  const operators = (record.plan?.operators ?? []).flatMap((entry) => peopleOfAssignee(record, entry));
  const written = spellingHint(person, operators);
  return `${person} may not cancel this: only its run ${record.runId} or an operator may. Resolve it instead.${written === undefined ? '' : ` ${written}`}`;
}

export function decisionIdTaken(decisionId: string): string {
  return `The decisionId '${decisionId}' was used before with other content. Use a new one for a new decision.`;
}

export function requestsAreNotModified(): string {
  return "This is about a request, whose content is fixed: resolve it with 'continue' (ask on) or 'abort' (reject it).";
}

export function escalationEnded(record: EscalationRecord): string {
  const { resolution, cancelled } = record;
  if (resolution)
    return `Resolved by ${resolution.resolvedBy} at ${resolution.at}: ${resolution.action}. ${resolution.resolution}`;
  if (cancelled)
    return `Cancelled by ${cancelled.name ?? cancelled.by} at ${cancelled.at}${cancelled.reason ? `: ${cancelled.reason}` : ''}.`;
  return 'It is still open.';
}

export function escalationEndAttribution({ resolution, cancelled }: EscalationRecord): {
  decidedBy?: string;
  decidedAt?: string;
} {
  if (resolution) return { decidedBy: resolution.resolvedBy, decidedAt: resolution.at };
  if (cancelled) return { decidedBy: cancelled.name ?? cancelled.by, decidedAt: cancelled.at };
  return {};
}

export function acknowledgementAttribution(record: EscalationRecord): {
  decidedBy?: string;
  decidedAt?: string;
} {
  const { acknowledgedBy: decidedBy, acknowledgedAt: decidedAt } = record;
  return { ...(decidedBy && { decidedBy }), ...(decidedAt && { decidedAt }) };
}

export function acknowledgedAlready({ acknowledgedBy, acknowledgedAt }: EscalationRecord): string {
  return `${acknowledgedBy} has it since ${acknowledgedAt}.`;
}

export function acknowledged(record: EscalationRecord): string {
  const until = record.dueAt === undefined ? '' : ` Resolve it by ${record.dueAt}, else it is asked again.`;
  return `${record.acknowledgedBy} has it.${until}`;
}

export function otherLevel({ level }: EscalationRecord): string {
  return `It is at ${level} now: look at it again and decide.`;
}

export function promotedAlready({ level }: EscalationRecord): string {
  return `It was promoted to ${level} already; to promote it further, name that level.`;
}

export function namesUnknown(names: string[]): string {
  return `The directory did not answer who ${listNames(names)} is, so nobody was assigned. Try again, or name somebody whom the ladder names.`;
}

export function noPeopleFound(assignees: string[]): string {
  return `Nobody is in ${listNames(assignees)}: name somebody else.`;
}

export function tooManyPeople(): string {
  return 'Too many people are behind these names: name a smaller team, or the people themselves.';
}

export function promoted({ level, assignees }: EscalationRecord): string {
  return `Promoted to ${level}: ${listNames(assignees)}.`;
}

export function nothingAbove({ level }: EscalationRecord): string {
  return `No level above ${level} has assignees.`;
}

export function assignedAlready({ assignees }: EscalationRecord): string {
  return `It is assigned to ${listNames(assignees)} already.`;
}

export function reassigned({ assignees }: EscalationRecord): string {
  return `Assigned to ${listNames(assignees)}.`;
}

export function attemptCounted(what: EscalationAttempt['kind']): string {
  const said: Partial<Record<EscalationAttempt['kind'], string>> = {
    acknowledge: 'This acknowledgement counted.',
    resolve: 'This resolution counted.',
    promote: 'This promotion counted.',
    reassign: 'This reassignment counted.',
    cancel: 'Cancelled.',
  };
  return said[what] ?? 'It counted.';
}
