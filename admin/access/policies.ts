import type { DryRun, Policies, PoliciesView, RequestInput, RequestView } from '../../client';
import { Forbidden, NoWorkerError } from '../../contract/errors';
import { contentOf } from '../../rules/requests/edit';
import type { AdminContext } from '../http/context';
import { cached } from './cache';
import { can, readAccessOf } from './permissions';
import type { Principal } from './principal';

/*
 * The policies in use by the worker, cached for ten seconds.
 */

/** The policies. @throws Forbidden; the errors of the client's `get` */
export async function readPolicies(admin: AdminContext, who: Principal): Promise<PoliciesView> {
  assertCanReadPolicies(admin, who);
  return admin.policies.get();
}

/** The plan for a request by any requester. @throws Forbidden; the errors of the client's `dryRun` */
export async function dryRunRequest(
  admin: AdminContext,
  who: Principal,
  input: Omit<RequestInput, 'requesterId'> & { requesterId?: string },
): Promise<DryRun> {
  assertCanReadPolicies(admin, who);
  return admin.policies.dryRun({ ...input, requesterId: input.requesterId ?? who.name });
}

/**
 * What the policies would require of a request after an edit. Undefined if no worker answers in time. A person who may edit a
 * request learns the same by editing it, so this needs no permission to read policies.
 *
 * @throws InvalidInput if the changed content is not valid; TemporalUnreachable
 */
export async function planOfEdit(
  admin: AdminContext,
  request: RequestView,
  context: RequestView['context'],
): Promise<DryRun | undefined> {
  try {
    return await admin.policies.dryRun({ ...contentOf(request), context });
  } catch (error) {
    if (error instanceof NoWorkerError) return undefined;
    throw error;
  }
}

/** Policies reveal people, teams and what needs no approval, so only readers of everything and operators see them. */
export function canReadPolicies({ settings: { access } }: AdminContext, who: Principal): boolean {
  return can(access, who, 'administer') || readAccessOf(access, who).all;
}

function assertCanReadPolicies(admin: AdminContext, who: Principal): void {
  if (canReadPolicies(admin, who)) return;
  throw new Forbidden(
    `${who.name} needs admin.access.administer or admin.access.read.all to see the policies.`,
  );
}

const CACHE_MS = 10_000;

/** Reads the policies at most every ten seconds. All readers share the result. */
export function cachePolicies(
  policies: Pick<Policies, 'get' | 'dryRun'>,
  now = () => Date.now(),
): Pick<Policies, 'get' | 'dryRun'> {
  return {
    get: cached(CACHE_MS, () => policies.get(), now),
    dryRun: (input) => policies.dryRun(input),
  };
}
