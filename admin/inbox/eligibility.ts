import type { RequestView } from '../../client';
import type { AdminConfig } from '../../contract/config/admin';
import { notAuthorized } from '../../rules/requests/explain';
import { canDecideNow, isSamePerson } from '../../rules/requests/people';
import { can } from '../access/permissions';
import { namesOf, type Principal } from '../access/principal';

/** What the reader can do about a request: decide it, or why not. Sentences may hold ISO times. */
export interface Eligibility {
  can: readonly ('approve' | 'reject')[];
  why?: string;
}

/** As the workflow would judge, as far as that is known; the verdict has the last word. */
export function eligibilityOf(
  request: RequestView,
  who: Principal,
  access: AdminConfig['access'],
): Eligibility {
  const { status, plan, unknown, approvers, requesterId } = request;
  if (status !== 'pending') return { can: [] };
  if (!can(access, who, 'decide'))
    return {
      can: [],
      why: 'You may read this, not decide it: admin.access.decide of the config does not name you.',
    };
  if (plan?.teams === undefined) {
    if (unknown === undefined)
      return {
        can: [],
        why: 'Who may decide this is being looked up. The page shows it as soon as it is known.',
      };
    if (isSamePerson(requesterId, who.name))
      return { can: [], why: 'You asked for this, so others decide it.' };
    if (approvers && !namesOf(who).some((name) => approvers.includes(name)))
      return { can: [], why: `You are not asked: ${approvers.join(', ')} may decide.` };
    if (unknown.includes('context') || unknown.includes('confirmation'))
      return {
        can: ['reject'],
        why: 'What this request contains cannot be read without a worker, so it can only be rejected now.',
      };
    return {
      can: ['approve', 'reject'],
      why: 'No worker answers now. Your decision is delivered all the same, and judged when one is back.',
    };
  }
  if (!canDecideNow(request, who.name)) return { can: [], why: notAuthorized(request, who.name) };
  return afterOwn(request, who.name);
}

/** A person may turn an approval into a rejection, never the other way (design rule 5). */
function afterOwn({ decisions, stage }: RequestView, person: string): Eligibility {
  const own = decisions.findLast(
    (made) => made.decidedBy === person && made.stage === stage && made.void === undefined,
  );
  if (own === undefined) return { can: ['approve', 'reject'] };
  if (own.decision === 'reject') return { can: [], why: `You rejected this at ${own.at}.` };
  return {
    can: ['reject'],
    why: `You approved this at ${own.at}. Others must approve it, too; until then you can still reject it.`,
  };
}
