import type { Plan, Requirement } from '../../contract/plan';
import type { RequestRecord } from '../../contract/record';
import { canBeMet } from './quorum';
import { candidates } from './people';
import { teamsProblem } from './record-size';

/** The names in a plan that the directory must be asked about. */
export function namesToResolve(plan: Plan): string[] {
  return [...new Set([...plan.requirements.flatMap(({ approvers }) => approvers), ...plan.operators])];
}

/** The record with its teams known; a quorum nobody could reach is an error now, not a request that hangs (design rule 4). */
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
  const error = { name: 'UnreachableQuorum' as const, message: explain(resolved, unreachable) };
  return { ...resolved, plan: { ...resolved.plan, error } };
}

function explain(record: RequestRecord, requirement: Requirement): string {
  const entries = requirement.approvers.map((entry) => {
    const people = candidates(record, requirement, entry);
    return people.length === 1 && people[0] === entry
      ? entry
      : `${entry} (${people.slice(0, 20).join(', ') || 'nobody'})`;
  });
  const wants = requirement.requireAll
    ? 'one different person for each of'
    : `${requirement.quorum} different people of`;
  const self = requirement.allowSelfApproval
    ? ''
    : `; the requester ${record.requesterId} may not approve its own request`;
  return `policy '${requirement.policy}' wants ${wants} ${entries.join(', ')}, which cannot be reached${self}`;
}
