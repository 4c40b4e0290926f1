import type { DryRun, Policies, PoliciesView, RequestInput } from '../../client';
import { can, readAccessOf } from './permissions';
import type { Principal } from './principal';
import type { AdminContext } from '../http/context';
import { Forbidden } from '../../contract/errors';

/*
 * The policies as the worker has them, cached for ten seconds, for those who may read them.
 */

/** The rules as the worker has them. @throws Forbidden; what `get` of the client throws */
export async function readPolicies(admin: AdminContext, who: Principal): Promise<PoliciesView> {
  assertCanReadPolicies(admin, who);
  return admin.policies.get();
}

/** What the rules would say of a request by anybody. @throws Forbidden; what `dryRun` of the client throws */
export async function dryRunRequest(
  admin: AdminContext,
  who: Principal,
  input: Omit<RequestInput, 'requesterId'> & { requesterId?: string },
): Promise<DryRun> {
  assertCanReadPolicies(admin, who);
  return admin.policies.dryRun({ ...input, requesterId: input.requesterId ?? who.name });
}

/** Rules name people and teams, and show what nobody looks at: for those who see everything anyway. */
export function canReadPolicies({ settings: { access } }: AdminContext, who: Principal): boolean {
  return can(access, who, 'administer') || readAccessOf(access, who).all;
}

function assertCanReadPolicies(admin: AdminContext, who: Principal): void {
  if (canReadPolicies(admin, who)) return;
  throw new Forbidden(
    `${who.name} may not see the policies here: neither admin.access.administer nor admin.access.read.all of the config names them`,
  );
}

const CACHE_MS = 10_000;

/** Asks for the rules at most every ten seconds, however many people look at them. */
export function cachePolicies(
  policies: Pick<Policies, 'get' | 'dryRun'>,
  now = () => Date.now(),
): Pick<Policies, 'get' | 'dryRun'> {
  let asked: { at: number; told: Promise<PoliciesView> } | undefined;
  return {
    get() {
      if (asked === undefined || now() - asked.at >= CACHE_MS) {
        const asking = { at: now(), told: policies.get() };
        asked = asking;
        // No answer is not worth keeping.
        asking.told.catch(() => {
          if (asked === asking) asked = undefined;
        });
      }
      return asked.told;
    },
    dryRun: (input) => policies.dryRun(input),
  };
}
