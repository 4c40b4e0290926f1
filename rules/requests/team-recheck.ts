import type { RequestRecord } from '../../contract/request';
import { membersOf } from '../teams';
import type { Attempt } from './attempt';
import { judge } from './judge';
import { eligible, isApproval } from './people';
import { advance } from './record';

/** The teams to look up again, because this attempt would meet a requirement (design rule 4); else none. */
export function teamsToRecheck(record: RequestRecord, attempt: Attempt): string[] {
  const { plan } = record;
  if (!plan?.recheck || attempt.kind !== 'decide' || attempt.message.decision !== 'approve') return [];
  const before = new Set(record.needed.map(({ policy }) => policy));
  const after = judge(record, attempt);
  if (after.verdict.outcome !== 'accepted') return [];
  const open = new Set(after.record.needed.map(({ policy }) => policy));
  const met = plan.requirements.filter(({ policy }) => before.has(policy) && !open.has(policy));
  return [...new Set(met.flatMap(({ approvers }) => approvers))].filter((entry) =>
    Object.hasOwn(plan.teams ?? {}, entry),
  );
}

/** The record after people left their teams: they may no longer decide, and their approvals are void. */
export function withoutFormerMembers(
  record: RequestRecord,
  now: Record<string, string[]>,
  at: number,
): RequestRecord {
  if (record.status !== 'pending') return record;
  const former = Object.entries(now).map(([team, people]): [string, string[]] => {
    const missing = membersOf(record.plan?.teams, team).filter((person) => !people.includes(person));
    return [team, [...new Set([...membersOf(record.formerMembers, team), ...missing])]];
  });
  const after = { ...record, formerMembers: { ...record.formerMembers, ...Object.fromEntries(former) } };
  const decisions = after.decisions.map((d) =>
    isApproval(d) && !d.void && !stillCounts(after, d)
      ? { ...d, void: 'no longer in a team that may approve' }
      : d,
  );
  return advance({ ...after, decisions }, at);
}

function stillCounts(record: RequestRecord, decision: { decidedBy: string; stage: number }): boolean {
  return (record.plan?.requirements ?? []).some(
    (r) => r.stage === decision.stage && eligible(record, r).has(decision.decidedBy),
  );
}
