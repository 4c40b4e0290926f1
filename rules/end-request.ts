import type { EndRecord, RequestRecord } from '../contract/record';
import type { OnExpiry } from '../contract/plan';
import { isMet, stillNeeded } from './quorum';
import { isoTime } from './time';

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
  const policy = record.plan?.expiryPolicy ?? 'defaults';
  const reason = `nobody decided in time (deadline of ${policy})`;
  const status = ({ expire: 'expired', reject: 'rejected', approve: 'approved' } as const)[
    expiryOutcome(record)
  ];
  return endRequest(record, { status, at: record.expiresAt, by: 'system', name: policy, reason });
}

/** What the deadline would do now: it approves only if every unmet requirement's policy says so too (design rule 6). */
export function expiryOutcome(record: RequestRecord): OnExpiry {
  const { plan } = record;
  if (plan === undefined) return 'expire';
  if (plan.onExpiry !== 'approve') return plan.onExpiry;
  const unmet =
    plan.teams === undefined ? plan.requirements : plan.requirements.filter((r) => !isMet(record, r));
  return unmet.every(({ onExpiry }) => onExpiry === 'approve') ? 'approve' : 'expire';
}
