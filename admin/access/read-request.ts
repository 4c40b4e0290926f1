import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestView } from '../../client';
import { REQUEST } from '../../client/requests/entity';
import { RequestNotFound } from '../../contract/errors';
import { concernedNames } from '../../rules/requests/concerned';
import type { AdminContext } from '../http/context';
import { isOwn, type ReadAccess, readAccessOf } from './permissions';
import { namesOf, type Principal } from './principal';

/*
 * Reads one request, as far as the principal may.
 */

/** How long a reader who may become an approver waits for the plan. A directory function may be slow. */
const PLANNING_TIMEOUT_MS = 2_000;
const POLL_MS = 100;

/**
 * A request. What the principal may not read is reported as not found.
 *
 * @throws RequestNotFound, InvalidInput, TemporalUnreachable
 */
export async function readRequest(admin: AdminContext, who: Principal, id: string): Promise<RequestView> {
  const reach = readAccessOf(admin.settings.access, who);
  if (!reach.all && !reach.own && !reach.team) throw new RequestNotFound(id);
  const giveUpAt = Date.now() + PLANNING_TIMEOUT_MS;
  for (;;) {
    const request = await admin.approvals
      .getRequest(id)
      .catch((error: unknown) => archived(admin, id, error));
    if (await mayRead(admin, who, request, reach)) return request;
    if (!reach.team || !isBeingPlanned(request) || Date.now() > giveUpAt) throw new RequestNotFound(id);
    await sleep(POLL_MS);
  }
}

/** Whether a worker is still evaluating the policies. */
function isBeingPlanned({ status, plan, unknown }: RequestView): boolean {
  return status === 'pending' && plan === undefined && unknown === undefined;
}

/** Whether the principal may read this request. */
export async function mayRead(
  admin: AdminContext,
  who: Principal,
  request: RequestView,
  reach: ReadAccess = readAccessOf(admin.settings.access, who),
): Promise<boolean> {
  if (reach.all) return true;
  if (reach.team && isConcerned(request, namesOf(who))) return true;
  if (reach.own && request.requesterId === who.name) return true;
  // Who submitted it, and who was assigned to its escalation, only Temporal could tell.
  if (request.archivedAt !== undefined) return false;
  if (reach.own && (await isOwn(admin, who, REQUEST, request.id))) return true;
  return reach.team && isAssignedToEscalation(admin, who, request);
}

function isConcerned(request: RequestView, names: string[]): boolean {
  return concernedNames(request).some((name) => names.includes(name));
}

/** An assignee of the request's escalation must be able to read the request. */
async function isAssignedToEscalation(
  { escalations }: AdminContext,
  who: Principal,
  { escalation, id }: RequestView,
) {
  if (escalation === undefined) return false;
  return (await escalations.countEscalations({ runId: id, assignee: namesOf(who) })) > 0;
}

/**
 * The request from the audit log, if Temporal no longer has it.
 *
 * @throws RequestNotFound if the log has none either. Another workflow with this id is reported as not found, without its type
 */
async function archived({ archive, log }: AdminContext, id: string, error: unknown): Promise<RequestView> {
  if (!(error instanceof RequestNotFound)) throw error;
  const found = await archive?.request(id).catch((cause: unknown) => {
    log(`the audit log cannot be read: ${(cause as Error).message}`);
    return undefined;
  });
  if (found === undefined) throw new RequestNotFound(id);
  return found;
}
