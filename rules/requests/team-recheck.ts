import type { RequestRecord } from '../../contract/request';
import type { Attempt } from './attempt';
import { advance } from './record';
import { judge } from './judge';
import { eligible } from './people';

/** The teams to ask the directory about again, if this attempt would meet a requirement (design rule 4). Else none. */
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

/** The record without those who are no longer in their teams: they may not decide, and what they approved is void. */
export function withoutFormerMembers(
  record: RequestRecord,
  now: Record<string, string[]>,
  at: number,
): RequestRecord {
  if (record.status !== 'pending') return record;
  const leavers = Object.entries(now).map(([team, people]): [string, string[]] => {
    const missing = peopleIn(record.plan?.teams, team).filter((person) => !people.includes(person));
    return [team, [...new Set([...peopleIn(record.formerMembers, team), ...missing])]];
  });
  const gone = { ...record, formerMembers: { ...record.formerMembers, ...Object.fromEntries(leavers) } };
  const decisions = gone.decisions.map((d) =>
    d.decision === 'approve' && !d.void && !stillCounts(gone, d)
      ? { ...d, void: 'no longer in a team that may approve' }
      : d,
  );
  return advance({ ...gone, decisions }, at);
}

/** A team may be called `constructor`. */
function peopleIn(teams: Record<string, string[]> | undefined, team: string): string[] {
  return teams && Object.hasOwn(teams, team) ? (teams[team] ?? []) : [];
}

function stillCounts(record: RequestRecord, decision: { decidedBy: string; stage: number }): boolean {
  return (record.plan?.requirements ?? []).some(
    (r) => r.stage === decision.stage && eligible(record, r).has(decision.decidedBy),
  );
}
