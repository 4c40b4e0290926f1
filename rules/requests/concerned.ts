import type { RequestView } from '../../contract/request';
import { membersOf } from '../teams';

/** The people and teams who are approvers at any stage, are asked to confirm, or have decided. */
export function concernedNames({
  plan,
  approvers = [],
  confirmation,
  decisions,
}: Pick<RequestView, 'plan' | 'approvers' | 'confirmation' | 'decisions'>): string[] {
  const entries = plan?.requirements.flatMap((requirement) => requirement.approvers) ?? [];
  const people = entries.flatMap((entry) => membersOf(plan?.teams, entry));
  const deciders = decisions.map(({ decidedBy }) => decidedBy);
  return [...entries, ...people, ...approvers, ...(confirmation?.confirmers ?? []), ...deciders];
}
