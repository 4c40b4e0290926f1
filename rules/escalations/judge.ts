import { defined } from '../../contract/defined';
import type { EscalationRecord } from '../../contract/escalation';
import type { VerdictOutcome } from '../../contract/names';
import { isoTime } from '../text';
import { decisionIdTaken } from '../verdict-text';
import {
  attemptBy,
  type EscalationAttempt,
  escalationVerdict,
  type JudgedEscalation,
  keyOf,
  identifyingKeyId,
  traceOf,
  unsignedProblem,
} from './attempt';
import { isUnresolved, unclassifiedNames, withReassigned } from './directory-answers';
import * as say from './explain';
import { acceptedUnder, reusesDecisionId, withAccepted, withEscalationRefusal } from './idempotency';
import {
  climb,
  notifyAgain,
  promoteTo,
  rungAbove,
  rungOf,
  withClock,
  withoutAcknowledgement,
} from './ladder';
import { escalationCancellerRole, canHandle, peopleOfAssignee } from './people';
import {
  cancelEscalation,
  isOpenEscalation,
  lastEventAt,
  lastMove,
  resolveEscalation,
  withEvent,
} from './record';

type Of<K extends EscalationAttempt['kind']> = Extract<EscalationAttempt, { kind: K }>;
type Attribution = { decidedBy?: string; decidedAt?: string };

/**
 * The verdict on every attempt at an escalation, by the table of design rule 9: by Update, by Signal, and in the client
 * after the end. Deadlines that passed before the attempt arrived are applied first. Never throws.
 *
 * @param seenAt when a worker handles the attempt, if that is later than its arrival
 */
export function judgeEscalation(
  before: EscalationRecord,
  sent: EscalationAttempt,
  seenAt = sent.at,
): JudgedEscalation {
  const record = climb(before, sent.at, seenAt);
  // The attempt may have waited for the directory or a worker, but its event must not be older than the latest event.
  const attempt = { ...sent, at: Math.max(sent.at, lastEventAt(record)) };
  const again = answeredBefore(record, attempt);
  if (again) return again;
  const judged = judgeFresh(record, attempt);
  const { verdict } = judged;
  if (verdict.outcome !== 'accepted')
    return { verdict, record: withEscalationRefusal(record, attempt, verdict) };
  return { verdict, record: withAccepted(judged.record, attempt) };
}

/**
 * The names to look up in the directory before this attempt is judged: those of a reassignment that would count, where it is
 * not known whether they are people or teams. Other attempts need none.
 */
export function namesToLookUp(
  record: EscalationRecord,
  attempt: EscalationAttempt,
  seenAt: number,
): string[] {
  if (attempt.kind !== 'reassign' || attempt.lookup !== undefined) return [];
  const unknown = unclassifiedNames(record, attempt.message.assignees);
  if (unknown.length === 0) return [];
  const { verdict } = judgeEscalation(record, { ...attempt, lookup: { teams: {} } }, seenAt);
  return verdict.outcome === 'accepted' ? unknown : [];
}

/**
 * The earlier verdict, if this attempt is the same as one before: a client sends one attempt by Update and by Signal. Where
 * decisions must be signed, an unsigned copy is not the same attempt.
 */
function answeredBefore(record: EscalationRecord, attempt: EscalationAttempt): JudgedEscalation | undefined {
  const { attemptId } = traceOf(attempt);
  if (attemptId === undefined) return undefined;
  const by = attemptBy(attempt);
  const keyId = identifyingKeyId(record, attempt);
  const refused = record.refused.find(
    (r) => r.attemptId === attemptId && r.by === by && r.attempt === attempt.kind && r.keyId === keyId,
  );
  if (refused) return { record, verdict: escalationVerdict(record, refused.outcome, refused.message) };
  const accepted = record.accepted?.some(
    (a) => a.attemptId === attemptId && a.by === by && a.what === attempt.kind && a.keyId === keyId,
  );
  if (!accepted) return undefined;
  return { record, verdict: escalationVerdict(record, 'accepted', say.attemptCounted(attempt.kind)) };
}

function judgeFresh(record: EscalationRecord, attempt: EscalationAttempt): JudgedEscalation {
  if (attempt.kind === 'unreadable') return refuse(record, 'invalid', attempt.problem);
  const unsigned = unsignedProblem(record, attempt);
  if (unsigned !== undefined) return refuse(record, 'not_authorized', unsigned);
  const by = attemptBy(attempt) ?? '';
  if (attempt.kind === 'resolve' && attempt.message.action === 'modify' && record.requestId !== undefined)
    return refuse(record, 'invalid', say.requestsAreNotModified());
  if (reusesDecisionId(record, attempt))
    return refuse(record, 'invalid', decisionIdTaken(attempt.message.decisionId ?? ''));
  if (attempt.kind === 'cancel') return judgeCancel(record, attempt, by);
  if (!canHandle(record, by)) {
    const isKnown = record.plan !== undefined && !isUnresolved(record);
    if (isKnown) return refuse(record, 'not_authorized', say.notAssigned(record, by));
    if (isOpenEscalation(record)) return refuse(record, 'not_authorized', say.directoryPending());
    // It ended before the directory answered. The person may be an assignee, so the verdict says how it ended.
  }
  if (record.status === 'cancelled')
    return refuse(record, 'cancelled', say.escalationEnded(record), say.escalationEndAttribution(record));
  const counted = acceptedUnder(record, attempt);
  if (counted)
    return refuse(record, 'duplicate', say.attemptCounted(attempt.kind), {
      decidedBy: by,
      decidedAt: counted.at,
    });
  switch (attempt.kind) {
    case 'acknowledge':
      return judgeAcknowledge(record, attempt, by);
    case 'resolve':
      return judgeResolve(record, attempt, by);
    case 'promote':
      return judgePromote(record, attempt, by);
    case 'reassign':
      return judgeReassign(record, attempt, by);
  }
}

function judgeAcknowledge(record: EscalationRecord, attempt: Of<'acknowledge'>, by: string) {
  const { at, message } = attempt;
  if (!isOpenEscalation(record)) return over(record);
  if (record.status === 'acknowledged') {
    const same = record.acknowledgedBy === by;
    return refuse(
      record,
      same ? 'duplicate' : 'superseded',
      say.acknowledgedAlready(record),
      say.acknowledgementAttribution(record),
    );
  }
  const event = {
    at: isoTime(at),
    what: 'acknowledged' as const,
    by,
    level: record.level,
    ...defined({ notes: message.notes }),
    ...keyOf(attempt),
  };
  const rung = rungOf(record);
  const held = withEvent({ ...record, status: 'acknowledged' as const }, event);
  const acknowledged = { ...held, acknowledgedBy: by, acknowledgedAt: isoTime(at) };
  // After `finally: 'wait'` there is no deadline, and an acknowledgement does not set one.
  const counted =
    record.dueAt === undefined || !rung
      ? acknowledged
      : withClock(acknowledged, at, rung.resolveWithin, rung.remindEvery);
  return accept(counted, say.acknowledged(counted));
}

function judgeResolve(record: EscalationRecord, attempt: Of<'resolve'>, by: string) {
  const { at, transport, message } = attempt;
  const { action, resolution, modification } = message;
  const earlier = record.resolution;
  if (earlier) {
    const same = earlier.action === action;
    const own = same && earlier.resolvedBy === by;
    const outcome = own ? 'duplicate' : same ? 'superseded' : 'conflict';
    return refuse(record, outcome, say.escalationEnded(record), say.escalationEndAttribution(record));
  }
  const resolved = resolveEscalation(record, {
    action,
    resolution,
    resolvedBy: by,
    by: 'people',
    at: isoTime(at),
    transport,
    ...defined({ modification }),
    ...traceOf(attempt),
  });
  return accept(resolved, `Resolved: ${action}.`);
}

/** The person who promoted it to its level must name that level to promote it again. So a double click promotes once. */
function judgePromote(record: EscalationRecord, attempt: Of<'promote'>, by: string) {
  const { at, message } = attempt;
  if (!isOpenEscalation(record)) return over(record);
  const { expectedLevel, reason } = message;
  if (expectedLevel !== undefined && expectedLevel !== record.level)
    return refuse(record, 'superseded', say.otherLevel(record));
  const last = lastMove(record);
  if (expectedLevel === undefined && last?.what === 'promoted' && last.by === by)
    return refuse(record, 'duplicate', say.promotedAlready(record), { decidedBy: by, decidedAt: last.at });
  const above = rungAbove(record);
  if (!above) return refuse(record, 'invalid', say.nothingAbove(record));
  const promoted = promoteTo(record, above, at, {
    by,
    ...defined({ reason }),
    ...keyOf(attempt),
  });
  return accept(promoted, say.promoted(promoted));
}

function judgeReassign(record: EscalationRecord, attempt: Of<'reassign'>, by: string) {
  const { at, message, lookup } = attempt;
  if (!isOpenEscalation(record)) return over(record);
  const { assignees, reason } = message;
  if (assignees.join('\n') === record.assignees.join('\n'))
    return refuse(record, 'duplicate', say.assignedAlready(record));
  const teams = typeof lookup === 'object' ? lookup.teams : undefined;
  const unknown = unclassifiedNames(record, assignees);
  if (unknown.length > 0 && teams === undefined) return refuse(record, 'invalid', say.namesUnknown(unknown));
  const assigned = withReassigned(record, assignees, teams ?? {});
  if (!assigned) return refuse(record, 'invalid', say.tooManyPeople());
  if (assignees.every((entry) => peopleOfAssignee(assigned, entry).length === 0))
    return refuse(record, 'invalid', say.noPeopleFound(assignees));
  const event = {
    at: isoTime(at),
    what: 'reassigned' as const,
    by,
    assignees,
    level: record.level,
    ...defined({ reason }),
    ...keyOf(attempt),
  };
  const notified = notifyAgain({ ...withoutAcknowledgement(withEvent(assigned, event)), assignees }, at);
  return accept(notified, say.reassigned(notified));
}

function judgeCancel(record: EscalationRecord, attempt: Of<'cancel'>, name: string): JudgedEscalation {
  const by = escalationCancellerRole(record, name);
  if (by === undefined) return refuse(record, 'not_authorized', say.mayNotCancelEscalation(record, name));
  if (record.status === 'cancelled') {
    const outcome = record.cancelled?.name === name ? 'duplicate' : 'cancelled';
    return refuse(record, outcome, say.escalationEnded(record), say.escalationEndAttribution(record));
  }
  if (!isOpenEscalation(record))
    return refuse(record, 'conflict', say.escalationEnded(record), say.escalationEndAttribution(record));
  const { reason } = attempt.message;
  const at = isoTime(attempt.at);
  return accept(cancelEscalation(record, { at, by, name, ...(reason && { reason }) }), 'Cancelled.');
}

function over(record: EscalationRecord): JudgedEscalation {
  return refuse(record, 'superseded', say.escalationEnded(record), say.escalationEndAttribution(record));
}

function refuse(
  record: EscalationRecord,
  outcome: VerdictOutcome,
  text: string,
  attribution: Attribution = {},
): JudgedEscalation {
  return { record, verdict: escalationVerdict(record, outcome, text, attribution) };
}

function accept(record: EscalationRecord, text: string): JudgedEscalation {
  return { record, verdict: escalationVerdict(record, 'accepted', text) };
}
