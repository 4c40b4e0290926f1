import type { RequestRecord } from '../contract/record';
import type { Attempt } from './attempt';
import { advance } from './end-request';
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
export function withoutLeavers(
  record: RequestRecord,
  now: Record<string, string[]>,
  at: number,
): RequestRecord {
  const left = { ...record.left };
  for (const [team, people] of Object.entries(now)) {
    const planned = record.plan?.teams?.[team] ?? [];
    left[team] = [
      ...new Set([...(left[team] ?? []), ...planned.filter((person) => !people.includes(person))]),
    ];
  }
  const gone = { ...record, left };
  const decisions = gone.decisions.map((d) =>
    d.decision === 'approve' && !d.void && !stillCounts(gone, d)
      ? { ...d, void: 'no longer in a team that may approve' }
      : d,
  );
  return advance({ ...gone, decisions }, at);
}

function stillCounts(record: RequestRecord, decision: { decidedBy: string; stage: number }): boolean {
  return (record.plan?.requirements ?? []).some(
    (r) => r.stage === decision.stage && eligible(record, r).has(decision.decidedBy),
  );
}
