import type { DryRun, PoliciesView, RequestInput } from '../../client';
import type { Desk } from '../desk/desk';
import { Forbidden } from './errors';
import { may, reachOf } from './may';
import type { Principal } from './principal';

/** The rules as the worker has them. @throws Forbidden; what `get` of the client throws */
export async function policiesFor(desk: Desk, who: Principal): Promise<PoliciesView> {
  demandOverview(desk, who);
  return desk.policies.get();
}

/** What the rules would say of a request by anybody. @throws Forbidden; what `dryRun` of the client throws */
export async function dryRunFor(
  desk: Desk,
  who: Principal,
  input: Omit<RequestInput, 'requesterId'> & { requesterId?: string },
): Promise<DryRun> {
  demandOverview(desk, who);
  return desk.policies.dryRun({ ...input, requesterId: input.requesterId ?? who.name });
}

/** Rules name people and teams, and show what nobody looks at: for those who see everything anyway. */
export function mayReadPolicies({ settings: { access } }: Desk, who: Principal): boolean {
  return may(access, who, 'administer') || reachOf(access, who).all;
}

function demandOverview(desk: Desk, who: Principal): void {
  if (mayReadPolicies(desk, who)) return;
  throw new Forbidden(
    `${who.name} may not see the policies here: neither desk.access.administer nor desk.access.read.all of the config names them`,
  );
}
