import { defined } from '../../contract/defined';
import type { EscalationRecord } from '../../contract/escalation';
import { spellingHint, isTeam } from '../teams';
import { listNames } from '../text';
import { cancelledText, teamCannotDecide } from '../verdict-text';
import type { EscalationAttempt } from './attempt';
import { nextStepText } from './next-step-text';
import { entitledEntries, peopleOfAssignee } from './people';

/*
 * The messages of verdicts on escalations. Each tells the person who tried what the state is and what to do.
 */

export function directoryPending(): string {
  return 'It is not known yet whether you may act on this escalation: the directory has not answered. Try again.';
}

export function notAssigned(record: EscalationRecord, person: string): string {
  if (isTeam(record.plan?.teams ?? {}, person))
    return teamCannotDecide(person, peopleOfAssignee(record, person));
  const entries = entitledEntries(record);
  const hint = spellingHint(person, new Set(entries.flatMap((entry) => peopleOfAssignee(record, entry))));
  return `${person} is not an assignee of this escalation. It may be acknowledged, resolved, promoted and reassigned by ${listNames(entries)}.${hint}`;
}

export function mayNotCancelEscalation(record: EscalationRecord, person: string): string {
  const operators = (record.plan?.operators ?? []).flatMap((entry) => peopleOfAssignee(record, entry));
  const hint = spellingHint(person, operators);
  return `${person} may not cancel this. Only its run ${record.runId} or an operator may. Resolve it instead.${hint}`;
}

export function requestsAreNotModified(): string {
  return "This escalation is about a request, and a request cannot be modified. Resolve it with 'continue' (the request stays open) or 'abort' (the request is rejected).";
}

export function escalationEnded(record: EscalationRecord): string {
  const { resolution, cancelled } = record;
  if (resolution)
    return `Resolved by ${resolution.resolvedBy} at ${resolution.at}: ${resolution.action}. ${resolution.resolution}`;
  if (cancelled) return cancelledText(cancelled);
  return 'The escalation is still open.';
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
  return defined({ decidedBy, decidedAt });
}

export function acknowledgedAlready({ acknowledgedBy, acknowledgedAt }: EscalationRecord): string {
  return `${acknowledgedBy} acknowledged it at ${acknowledgedAt}.`;
}

export function acknowledged(record: EscalationRecord): string {
  const until =
    record.dueAt === undefined ? '' : ` If it is not resolved by ${record.dueAt}, ${nextStepText(record)}.`;
  return `Acknowledged by ${record.acknowledgedBy}.${until}`;
}

export function otherLevel({ level }: EscalationRecord): string {
  return `The escalation is at level ${level} now. Look at it again and decide.`;
}

export function promotedAlready({ level }: EscalationRecord): string {
  return `You have already promoted it to ${level}. To promote it further, send expectedLevel ${level}.`;
}

export function namesUnknown(names: string[]): string {
  return `The directory did not answer about ${listNames(names)}, so nobody was assigned. Try again, or assign people who are in the ladder.`;
}

export function noPeopleFound(assignees: string[]): string {
  return `${listNames(assignees)} has no members. Assign other people.`;
}

export function tooManyPeople(): string {
  return 'These teams have too many members. Assign a smaller team, or people by name.';
}

export function promoted({ level, assignees }: EscalationRecord): string {
  return `Promoted to ${level}: ${listNames(assignees)}.`;
}

export function nothingAbove({ level }: EscalationRecord): string {
  return `No level above ${level} has assignees.`;
}

export function assignedAlready({ assignees }: EscalationRecord): string {
  return `It is already assigned to ${listNames(assignees)}.`;
}

export function reassigned({ assignees }: EscalationRecord): string {
  return `Assigned to ${listNames(assignees)}.`;
}

export function attemptCounted(what: EscalationAttempt['kind']): string {
  const messages: Partial<Record<EscalationAttempt['kind'], string>> = {
    acknowledge: 'This acknowledgement was counted.',
    resolve: 'This resolution was counted.',
    promote: 'This promotion was counted.',
    reassign: 'This reassignment was counted.',
    cancel: 'Cancelled.',
  };
  return messages[what] ?? 'This was counted.';
}
