import type { DryRun, PoliciesView } from '../../client';
import type { RequestInput } from '../../contract/request';
import type { Desk } from '../desk/desk';
import { Forbidden } from './errors';
import { may, reachOf } from './may';
import type { Principal } from './principal';

/** Who may see the rules: whoever administers, and whoever may read everything. */
export function mayReadPolicies({ settings: { access } }: Desk, who: Principal): boolean {
  return may(access, who, 'administer') || reachOf(access, who).all;
}

/** The rules as a worker has them. @throws Forbidden; what `get` of the client throws */
export async function readPolicies(desk: Desk, who: Principal): Promise<PoliciesView> {
  demandPolicies(desk, who);
  return desk.policies.get();
}

/** What they would say of a request, in anybody's name: nothing is requested. @throws Forbidden; what `dryRun` of the client throws */
export async function dryRunPolicies(desk: Desk, who: Principal, input: RequestInput): Promise<DryRun> {
  demandPolicies(desk, who);
  return desk.policies.dryRun(input);
}

function demandPolicies(desk: Desk, who: Principal): void {
  if (mayReadPolicies(desk, who)) return;
  throw new Forbidden(
    `${who.name} may not see the policies here: neither desk.access.administer nor desk.access.read.all of the config names them.`,
  );
}
