import type { EndRecord, RequestRecord } from '../../contract/record';
import type { OnExpiry } from '../../contract/plan';
import { isMet, stillNeeded } from './quorum';
import { isoTime } from '../time';

/** The request ended. What has ended stays as it ended: there are never two final states. */
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

/** The record once its plan is complete: ended if the plan decides it, else open at its first stage. */
export function begin(record: RequestRecord, now: number): RequestRecord {
  const at = isoTime(now);
  const { error, automatic } = record.plan ?? {};
  if (error)
    return endRequest(record, { status: 'cancelled', at, by: 'system', reason: error.message, error });
  if (automatic) {
    const { status, by, name, reason } = automatic;
    return endRequest(record, { status, at, by, name, ...(reason !== undefined && { reason }) });
  }
  return advance(record, now);
}

/** The record moved to its first unmet stage, or approved when there is none left. */
export function advance(record: RequestRecord, now: number): RequestRecord {
  if (record.plan?.teams === undefined || record.status !== 'pending') return record;
  const needed = stillNeeded(record);
  const [next] = needed;
  if (next) return { ...record, stage: next.stage, needed };
  const last = record.decisions.findLast((d) => d.decision === 'approve' && !d.void);
  return endRequest(record, {
    status: 'approved',
    at: isoTime(now),
    by: 'people',
    ...(last && { name: last.decidedBy }),
  });
}

/** The record at the moment `at`: ended if it is pending and its deadline has come (design rules 6 and 8). */
export function settle(record: RequestRecord, at: number): RequestRecord {
  if (record.status !== 'pending' || record.expiresAt === undefined || at < Date.parse(record.expiresAt))
    return record;
  const outcome = expiryOutcome(record);
  if (outcome === 'escalate') return settle(withEscalation(record, at), at);
  const policy = record.plan?.expiryPolicy ?? 'defaults';
  const reason = `nobody decided in time (deadline of ${policy})`;
  const status = ({ expire: 'expired', reject: 'rejected', approve: 'approved' } as const)[outcome];
  return endRequest(record, { status, at: record.expiresAt, by: 'system', name: policy, reason });
}

/** The deadline escalates once, and moves by the same span (design rule 6): from now, if no worker was there to see it. */
function withEscalation(record: RequestRecord, now: number): RequestRecord {
  const due = Date.parse(record.expiresAt ?? '');
  const span = record.plan?.expireAfter ?? 0;
  const from = now - due < span ? due : now;
  return { ...record, expiresAt: isoTime(from + span), escalation: { at: isoTime(from) } };
}

/** What the deadline would do now: it approves only if every unmet requirement's policy says so too (design rule 6). */
export function expiryOutcome(record: RequestRecord): OnExpiry {
  const { plan } = record;
  if (plan === undefined) return 'expire';
  // While the directory does not answer nobody could decide in the time that an escalation wins.
  if (plan.onExpiry === 'escalate')
    return record.escalation === undefined && plan.teams !== undefined ? 'escalate' : 'expire';
  if (plan.onExpiry !== 'approve') return plan.onExpiry;
  const unmet =
    plan.teams === undefined ? plan.requirements : plan.requirements.filter((r) => !isMet(record, r));
  return unmet.every(({ onExpiry }) => onExpiry === 'approve') ? 'approve' : 'expire';
}
