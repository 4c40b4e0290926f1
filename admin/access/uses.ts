import type { ClaimOptions, OutcomeOptions } from '../../client';
import { REQUEST } from '../../client/requests/entity';
import { defined } from '../../contract/defined';
import { Forbidden } from '../../contract/errors';
import type { Claim, UseVerdict } from '../../contract/use';
import type { AdminContext } from '../http/context';
import { assertCan, isOwn } from './permissions';
import type { Principal } from './principal';
import { readRequest } from './read-request';

/*
 * The use of approvals, by the programs and people that requested them.
 */

/**
 * Claims an approval. The requester, the submitter and an administrator may do this. A program may name another
 * claimer.
 *
 * @throws Forbidden; RequestNotFound; the client's errors
 */
export async function claimRequest(
  admin: AdminContext,
  who: Principal,
  id: string,
  { claimedBy: named = who.name, ...options }: Partial<ClaimOptions>,
): Promise<Claim> {
  await assertCanUse(admin, who, id);
  if (who.kind !== 'key' && named !== who.name)
    throw new Forbidden(`claimedBy: ${who.name} may claim only in their own name, not as ${named}`);
  return admin.approvals.claim(id, { claimedBy: named, ...defined(options) });
}

/**
 * Reports the outcome of a claim. The people and programs that may claim may report. Throws what `claimRequest` throws.
 */
export async function reportOutcome(
  admin: AdminContext,
  who: Principal,
  id: string,
  options: Omit<OutcomeOptions, 'via'>,
): Promise<UseVerdict> {
  await assertCanUse(admin, who, id);
  return admin.approvals.reportOutcome(id, { ...options, via: who.via });
}

async function assertCanUse(admin: AdminContext, who: Principal, id: string): Promise<void> {
  const { requesterId } = await readRequest(admin, who, id);
  const isOwnRequest = requesterId === who.name || (await isOwn(admin, who, REQUEST, id));
  assertCan(admin, who, isOwnRequest ? 'request' : 'administer');
}
