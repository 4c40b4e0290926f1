import type { RequestView } from '../../client';
import { REQUEST } from '../../client/requests/request-kind';
import { RequestNotFound } from '../../contract/errors';
import type { Desk } from '../desk/desk';
import { type Reach, reachOf } from './may';
import { namesOf, type Principal } from './principal';
import { isOwn } from './submitted-by';

/**
 * A request, if the principal may read it. One that it may not read is not found, as one that is not there.
 *
 * @throws RequestNotFound, InvalidInput, TemporalUnreachable
 */
export async function readRequest(desk: Desk, who: Principal, id: string): Promise<RequestView> {
  const reach = reachOf(desk.settings.access, who);
  if (!reach.all && !reach.own && !reach.team) throw new RequestNotFound(id);
  const request = await desk.approvals.getRequest(id).catch(hideOthers(id));
  if (await isReadable(desk, who, reach, request)) return request;
  throw new RequestNotFound(id);
}

async function isReadable(desk: Desk, who: Principal, reach: Reach, request: RequestView): Promise<boolean> {
  if (reach.all) return true;
  if (reach.team && concerns(request, namesOf(who))) return true;
  if (reach.own && request.requesterId === who.name) return true;
  if (reach.own && (await isOwn(desk, who, REQUEST, request.id))) return true;
  return reach.team && asksByEscalation(desk, who, request);
}

/** Whether a request asks any of these, at any stage, or one of them has decided it. */
function concerns({ plan, approvers = [], confirmation, decisions }: RequestView, names: string[]): boolean {
  const entries = plan?.requirements.flatMap((requirement) => requirement.approvers) ?? [];
  const people = entries.flatMap((entry) => peopleOf(plan?.teams ?? {}, entry));
  const deciders = decisions.map(({ decidedBy }) => decidedBy);
  const all = [...entries, ...people, ...approvers, ...(confirmation?.confirmers ?? []), ...deciders];
  return all.some((name) => names.includes(name));
}

function peopleOf(teams: Record<string, string[]>, entry: string): string[] {
  return Object.hasOwn(teams, entry) ? (teams[entry] ?? []) : [];
}

/** Whoever resolves the escalation of a request must see what it is about. */
async function asksByEscalation({ escalations }: Desk, who: Principal, { escalation, id }: RequestView) {
  if (escalation === undefined) return false;
  return (await escalations.countEscalations({ runId: id, assignee: namesOf(who) })) > 0;
}

/** A workflow that is none of ours is not told of either. */
function hideOthers(id: string) {
  return (error: unknown): never => {
    throw error instanceof RequestNotFound ? new RequestNotFound(id) : error;
  };
}
