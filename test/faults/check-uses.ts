import type { Violation } from './checker';
import { type Evidence, grouped } from './evidence';

/** Each approval is claimed once, unless it was released, and what was claimed is done once (design rule 26). */
export function checkUses({ calls, requests, effects }: Evidence): Violation[] {
  const claims = grouped(
    calls.filter(({ what, answer }) => what === 'claim' && answer?.outcome === 'claimed'),
    ({ id }) => id,
  );
  const done = grouped(
    effects.filter((effect) => effect.what === 'used'),
    ({ requestId }) => requestId,
  );
  return requests.flatMap(({ id, record }) => {
    const uses = [...(record?.earlierUses ?? []), ...(record?.use ? [record.use] : [])];
    const of = (attemptId: string | undefined) => uses.find((use) => use.attemptId === attemptId);
    const claimed = [...new Set((claims.get(id) ?? []).map(({ attemptId }) => attemptId))];
    const acted = done.get(id) ?? [];
    const wrong = (rule: Violation['rule'], what: string): Violation => ({ rule, id, what });
    return [
      ...claimed
        .filter((attemptId) => of(attemptId) === undefined)
        .map((attemptId) => wrong('claim', `${attemptId} was told claimed, and is not in the record`)),
      ...(claimed.filter((attemptId) => of(attemptId)?.outcome !== 'not_started').length > 1
        ? [wrong('claim', `is claimed by ${claimed.join(' and ')}`)]
        : []),
      ...(uses.filter(({ outcome }) => outcome !== 'not_started').length > 1
        ? [wrong('claim', 'has two claims that were not released')]
        : []),
      ...acted
        .filter(({ attemptId }) => of(attemptId) === undefined || record?.status !== 'approved')
        .map(({ attemptId }) => wrong('effect', `${attemptId} acted without the claim of an approval`)),
      ...(acted.length > 1 ? [wrong('effect', `was done ${acted.length} times`)] : []),
      ...reportsLost({ id, calls, uses }),
    ];
  });
}

function reportsLost({
  id,
  calls,
  uses,
}: {
  id: string;
  calls: Evidence['calls'];
  uses: { attemptId: string; outcome?: string | undefined }[];
}): Violation[] {
  if (uses.length === 0) return [];
  return calls
    .filter((call) => call.id === id && call.what === 'outcome' && call.answer?.outcome === 'accepted')
    .filter(({ attemptId, kind }) => !uses.some((use) => use.attemptId === attemptId && use.outcome === kind))
    .map(({ attemptId, kind }) => ({
      rule: 'not in the record',
      id,
      what: `the report '${kind}' of ${attemptId} was accepted, and is not there`,
    }));
}
