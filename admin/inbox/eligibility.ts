import type { RequestView } from '../../client';
import type { AdminConfig } from '../../contract/config/admin';
import type { DecisionKind } from '../../contract/names';
import { notAuthorized } from '../../rules/requests/explain';
import { allowedDecisions, canDecideNow } from '../../rules/requests/people';
import { isSamePerson } from '../../rules/teams';
import { can } from '../access/permissions';
import { namesOf, type Principal } from '../access/principal';

/** Which decisions the reader can make on a request, and why not others. `why` may contain ISO times. */
export interface Eligibility {
  can: readonly DecisionKind[];
  why?: string;
}

/** Predicts the workflow's verdict from what is known. Only the verdict itself is binding. */
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
      why: 'You may read this request but not decide it: admin.access.decide does not name you.',
    };
  if (plan?.teams === undefined) {
    if (unknown === undefined)
      return {
        can: [],
        why: 'The approvers are still being looked up. This page updates when they are known.',
      };
    if (isSamePerson(requesterId, who.name))
      return { can: [], why: 'You requested this, so other people must decide it.' };
    if (approvers && !namesOf(who).some((name) => approvers.includes(name)))
      return { can: [], why: `You are not an approver. The approvers are ${approvers.join(', ')}.` };
    if (unknown.includes('context') || unknown.includes('confirmation'))
      return {
        can: ['reject'],
        why: 'No worker answers, so the content of this request cannot be read. You can only reject it now.',
      };
    return {
      can: ['approve', 'reject'],
      why: 'No worker answers now. Your decision will be delivered and processed when a worker is back.',
    };
  }
  if (!canDecideNow(request, who.name)) return { can: [], why: notAuthorized(request, who.name) };
  return eligibilityAfterOwnDecision(request, who.name);
}

const DID: Record<DecisionKind, string> = {
  approve: 'approved',
  edit: 'edited and approved',
  reject: 'rejected',
  respond: 'answered',
};

/** A person may turn an approval into a rejection, never the other way (design rule 5). */
function eligibilityAfterOwnDecision(request: RequestView, person: string): Eligibility {
  const { decisions, stage } = request;
  const allowed = allowedDecisions(request);
  const own = decisions.findLast(
    (made) => made.decidedBy === person && made.stage === stage && made.void === undefined,
  );
  if (own === undefined) return { can: allowed };
  if (own.decision === 'reject') return { can: [], why: `You rejected this at ${own.at}.` };
  const still = allowed.filter((kind) => kind !== 'approve');
  const mayReject = still.includes('reject') ? ' Until then you can still reject it.' : '';
  return {
    can: still,
    why: `You ${DID[own.decision]} this at ${own.at}. Others must approve it too.${mayReject}`,
  };
}
