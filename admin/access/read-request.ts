import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestView } from '../../client';
import { REQUEST } from '../../client/requests/entity';
import { RequestNotFound } from '../../contract/errors';
import type { Desk } from '../desk/desk';
import { type Reach, reachOf } from './may';
import { namesOf, type Principal } from './principal';
import { isOwn } from './submitted-by';

/** How long somebody whom a request may be about to ask waits for its plan: a directory function may take a while. */
const PLANNING_MS = 2_000;
const LOOK_AGAIN_MS = 100;

/**
 * A request, if the principal may read it. One that it may not read is not found, as one that is not there.
 *
 * @throws RequestNotFound, InvalidInput, TemporalUnreachable
 */
export async function readRequest(desk: Desk, who: Principal, id: string): Promise<RequestView> {
  const reach = reachOf(desk.settings.access, who);
  if (!reach.all && !reach.own && !reach.team) throw new RequestNotFound(id);
  const giveUpAt = Date.now() + PLANNING_MS;
  for (;;) {
    const request = await desk.approvals.getRequest(id).catch(hideOthers(id));
    if (await isReadable(desk, who, reach, request)) return request;
    if (!reach.team || !isBeingPlanned(request) || Date.now() > giveUpAt) throw new RequestNotFound(id);
    await sleep(LOOK_AGAIN_MS);
  }
}

/** A worker has it and does not know yet whom it asks. */
function isBeingPlanned({ status, plan, unknown }: RequestView): boolean {
  return status === 'pending' && plan === undefined && unknown === undefined;
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
