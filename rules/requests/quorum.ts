import type { Needed, Requirement } from '../../contract/plan';
import type { RequestRecord } from '../../contract/record';
import { candidates, eligible } from './people';

/** How far a requirement has come: whom it still lacks, and whether it is met. */
interface Progress {
  missing: number;
  /** Entries that nobody stands for yet. Without `requireAll`, all of them while somebody is missing. */
  from: string[];
}

/** How far the requirement would be if exactly these people approved. */
export function progress(record: RequestRecord, requirement: Requirement, people: Set<string>): Progress {
  if (requirement.requireAll) {
    const from = unmatchedEntries(record, requirement, people);
    return { missing: from.length, from };
  }
  const who = eligible(record, requirement);
  const missing = Math.max(0, requirement.quorum - [...people].filter((person) => who.has(person)).length);
  return { missing, from: missing > 0 ? requirement.approvers : [] };
}

/** The people whose approval counts for the requirement: given in its stage, by somebody eligible, not void. */
export function approversSoFar(record: RequestRecord, requirement: Requirement): Set<string> {
  const who = eligible(record, requirement);
  return new Set(
    record.decisions
      .filter(
        (d) => d.decision === 'approve' && !d.void && d.stage === requirement.stage && who.has(d.decidedBy),
      )
      .map((d) => d.decidedBy),
  );
}

export function isMet(record: RequestRecord, requirement: Requirement): boolean {
  return progress(record, requirement, approversSoFar(record, requirement)).missing === 0;
}

/** Whether everybody eligible who has not rejected could still meet it (design rules 4 and 5). */
export function canBeMet(record: RequestRecord, requirement: Requirement): boolean {
  const rejecters = new Set(record.decisions.filter((d) => d.decision === 'reject').map((d) => d.decidedBy));
  const willing = [...eligible(record, requirement)].filter((person) => !rejecters.has(person));
  return progress(record, requirement, new Set(willing)).missing === 0;
}

/** What each unmet requirement lacks, the open stage's first. */
export function stillNeeded(record: RequestRecord, atMost = 50): Needed[] {
  if (record.plan?.teams === undefined) return [];
  return record.plan.requirements
    .map((requirement) => {
      const approved = approversSoFar(record, requirement);
      const { missing, from } = progress(record, requirement, approved);
      const people = [...new Set(from.flatMap((entry) => candidates(record, requirement, entry)))]
        .filter((person) => !approved.has(person))
        .slice(0, atMost);
      return { policy: requirement.policy, stage: requirement.stage, count: missing, from, people };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.stage - b.stage);
}

/** The entries left over when as many as possible have a different person each (a maximum bipartite matching). */
function unmatchedEntries(record: RequestRecord, requirement: Requirement, people: Set<string>): string[] {
  const entryOf = new Map<string, string>();
  const place = (entry: string, asked: Set<string>): boolean =>
    candidates(record, requirement, entry).some((person) => {
      if (!people.has(person) || asked.has(person)) return false;
      asked.add(person);
      const other = entryOf.get(person);
      if (other !== undefined && !place(other, asked)) return false;
      entryOf.set(person, entry);
      return true;
    });
  return requirement.approvers.filter((entry) => !place(entry, new Set()));
}
