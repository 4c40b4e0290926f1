import { defined } from '../../contract/defined';
import type { EscalationInput, EscalationRecord } from '../../contract/escalation';
import type { RequestKind } from '../../contract/names';
import type { OnExpiry, Plan, Requirement } from '../../contract/records/plan';
import type { Confirmation, EndRecord, RequestContent, RequestRecord } from '../../contract/request';
import { isoTime } from '../text';
import { canBeMet, candidates, isApproval, isMet, stillNeeded } from './people';
import { teamsProblem } from './record-size';

/*
 * The record of a request from its start to its end: planned, open at a stage, escalated, ended.
 */

/** The kind of a request. The default is an approval. */
interface RequestDescriptor {
  kind: RequestKind;
  confirmation?: Confirmation | undefined;
}

/** A request at its start: pending, and not planned yet. */
export function openRequest(
  id: string,
  content: RequestContent,
  requestedAt: number,
  { kind, confirmation }: RequestDescriptor = { kind: 'approval' },
): RequestRecord {
  return {
    id,
    kind,
    status: 'pending',
    ...content,
    ...(kind === 'confirmation' && confirmation && { confirmation }),
    requestedAt: isoTime(requestedAt),
    needed: [],
    decisions: [],
    refused: [],
    refusedCount: 0,
    formerMembers: {},
  };
}

/** The record with its plan. The deadline counts from the start of the request, even if the plan was made later (design rule 6). */
export function withPlan(record: RequestRecord, plan: Plan): RequestRecord {
  const planned = { ...record, plan, expiresAt: isoTime(Date.parse(record.requestedAt) + plan.expireAfter) };
  return plan.teams === undefined ? planned : withTeams(planned, plan.teams);
}

/** The names in a plan that the directory must be asked about. */
export function namesToResolve(plan: Plan): string[] {
  return [...new Set([...plan.requirements.flatMap(({ approvers }) => approvers), ...plan.operators])];
}

/** The record with its teams. A quorum that the eligible people cannot reach is an error now, so that no request hangs (design rule 4). */
export function withTeams(record: RequestRecord, teams: Record<string, string[]>): RequestRecord {
  if (record.plan === undefined) return record;
  const tooLarge = teamsProblem(teams);
  if (tooLarge !== undefined) {
    const error = { name: 'TeamsTooLarge' as const, message: tooLarge };
    return { ...record, plan: { ...record.plan, teams: {}, error } };
  }
  const resolved = { ...record, plan: { ...record.plan, teams } };
  const unreachable = resolved.plan.requirements.find((requirement) => !canBeMet(resolved, requirement));
  if (unreachable === undefined) return resolved;
  const error = { name: 'UnreachableQuorum' as const, message: unreachableQuorum(resolved, unreachable) };
  return { ...resolved, plan: { ...resolved.plan, error } };
}

function unreachableQuorum(record: RequestRecord, requirement: Requirement): string {
  const entries = requirement.approvers.map((entry) => {
    const people = candidates(record, requirement, entry);
    return people.length === 1 && people[0] === entry
      ? entry
      : `${entry} (${people.slice(0, 20).join(', ') || 'nobody'})`;
  });
  const wants = requirement.requireAll
    ? 'a different person for each of'
    : `${requirement.quorum} different people from`;
  const self = requirement.allowSelfApproval
    ? ''
    : `; the requester ${record.requesterId} may not approve its own request`;
  return `policy '${requirement.policy}' requires ${wants} ${entries.join(', ')}, but there are not enough eligible people${self}`;
}

/** The ended record. A record that has already ended does not change: there is only one final state. */
export function endRequest(record: RequestRecord, end: EndRecord): RequestRecord {
  if (record.status !== 'pending') return record;
  return {
    ...record,
    status: end.status,
    end,
    needed: [],
    ...(end.status === 'rejected' && { rejectionReason: end.reason ?? `rejected by ${end.name ?? end.by}` }),
  };
}

/** The record after its plan is complete: ended if the plan decides it, else open at its first stage. */
export function beginRequest(record: RequestRecord, now: number): RequestRecord {
  const at = isoTime(now);
  const { error, automatic } = record.plan ?? {};
  if (error)
    return endRequest(record, { status: 'cancelled', at, by: 'system', reason: error.message, error });
  if (automatic) {
    const { status, by, name, reason } = automatic;
    return endRequest(record, { status, at, by, name, ...defined({ reason }) });
  }
  return advance(record, now);
}

/** The record at its first unmet stage, or approved if every stage is complete. */
export function advance(record: RequestRecord, now: number): RequestRecord {
  if (record.plan?.teams === undefined || record.status !== 'pending') return record;
  const needed = stillNeeded(record);
  const [next] = needed;
  if (next) return { ...record, stage: next.stage, needed };
  const last = record.decisions.findLast((d) => isApproval(d) && !d.void);
  const answered = { ...record, ...defined({ answer: last?.answer }) };
  return endRequest(answered, {
    status: 'approved',
    at: isoTime(now),
    by: 'people',
    ...defined({ name: last?.decidedBy }),
  });
}

/** The record at time `at`: a pending request whose deadline has passed is ended or escalated (design rules 6 and 8). */
export function applyDeadline(record: RequestRecord, at: number): RequestRecord {
  if (record.status !== 'pending' || record.expiresAt === undefined || at < Date.parse(record.expiresAt))
    return record;
  const outcome = expiryOutcome(record);
  if (outcome === 'escalate') return applyDeadline(withEscalation(record, at), at);
  const policy = record.plan?.expiryPolicy ?? 'defaults';
  const reason = expiryReason(record.kind, policy);
  const status = ({ expire: 'expired', reject: 'rejected', approve: 'approved' } as const)[outcome];
  return endRequest(record, { status, at: record.expiresAt, by: 'system', name: policy, reason });
}

function expiryReason(kind: RequestKind, policy: string): string {
  if (kind === 'confirmation') return 'nobody confirmed in time';
  return `nobody decided in time (${policy === 'defaults' ? 'default deadline' : `deadline set by policy ${policy}`})`;
}

/** The deadline escalates once and moves by the same span (design rule 6). If no worker was running, the span counts from now. */
function withEscalation(record: RequestRecord, now: number): RequestRecord {
  const due = Date.parse(record.expiresAt ?? '');
  const span = record.plan?.expireAfter ?? 0;
  const from = now - due < span ? due : now;
  return { ...record, expiresAt: isoTime(from + span), escalation: { at: isoTime(from) } };
}

/** What happens to a request that was not decided in time. */
export const EXPIRY_TEXT = {
  expire: 'it expires',
  reject: 'it is rejected',
  escalate: 'it is escalated',
  approve: 'it is approved',
} as const;

/** When deadlines tie, the most cautious outcome wins. */
const CAUTION: OnExpiry[] = ['expire', 'reject', 'escalate', 'approve'];

/** Compares two deadlines. The one that applies comes first. */
export function byDeadline(
  a: Pick<Plan, 'expireAfter' | 'onExpiry'>,
  b: Pick<Plan, 'expireAfter' | 'onExpiry'>,
): number {
  return a.expireAfter - b.expireAfter || CAUTION.indexOf(a.onExpiry) - CAUTION.indexOf(b.onExpiry);
}

/** What happens at the deadline. It approves only if the policy of every unmet requirement says so (design rule 6). */
export function expiryOutcome(record: RequestRecord): OnExpiry {
  const { plan } = record;
  if (plan === undefined) return 'expire';
  // While the directory does not answer, nobody can decide: more time from an escalation would not help.
  if (plan.onExpiry === 'escalate')
    return record.escalation === undefined && plan.teams !== undefined ? 'escalate' : 'expire';
  if (plan.onExpiry !== 'approve') return plan.onExpiry;
  const unmet =
    plan.teams === undefined ? plan.requirements : plan.requirements.filter((r) => !isMet(record, r));
  return unmet.every(({ onExpiry }) => onExpiry === 'approve') ? 'approve' : 'expire';
}

/** Whether the deadline has escalated the request and the escalation still has to be opened. */
export function needsEscalation({ status, escalation }: RequestRecord): boolean {
  return status === 'pending' && escalation !== undefined && escalation.id === undefined;
}

/** The input of the escalation of a request that nobody decided in time. */
export function escalationInput(record: RequestRecord): EscalationInput {
  const { id, runId, plan, action, resource, requesterId, context } = record;
  const what = resource === undefined ? action : `${action} on ${resource}`;
  return {
    runId: runId ?? id,
    requestId: id,
    level: plan?.escalateTo ?? 'human_review',
    reason: `nobody decided in time about ${what}, requested by ${requesterId} (policy ${plan?.expiryPolicy})`,
    triggers: [],
    context,
  };
}

/** The request after its escalation has ended: `abort` rejects the request, `continue` keeps it waiting (design rule 6). */
export function afterRequestEscalation(
  record: RequestRecord,
  { id, resolution }: EscalationRecord,
  now: number,
): RequestRecord {
  if (record.escalation === undefined || resolution === undefined) return record;
  const action = resolution.action === 'abort' ? 'abort' : 'continue';
  const { resolvedBy } = resolution;
  const noted = { ...record, escalation: { ...record.escalation, id, action, resolvedBy } } as const;
  if (action === 'continue') return noted;
  return endRequest(noted, {
    status: 'rejected',
    at: isoTime(now),
    by: resolution.by,
    name: resolvedBy,
    reason: resolution.resolution,
  });
}
