import type { RunView } from '../../client';
import { RUN } from '../../client/runs/entity';
import { RunNotFound } from '../../contract/errors';
import type { Desk } from '../desk/desk';
import { reachOf } from './may';
import { namesOf, type Principal } from './principal';
import { isOwn } from './submitted-by';

/**
 * An agent run, if the principal may read it: its own, or one that has asked it or its teams. One that it may not read
 * is not found.
 *
 * @throws RunNotFound, InvalidInput, TemporalUnreachable
 */
export async function readRun(desk: Desk, who: Principal, id: string): Promise<RunView> {
  if (await mayReadRun(desk, who, id)) return desk.runs.get(id).catch(hideOthers(id));
  throw new RunNotFound(id);
}

/** Whether there is such a run and the principal may read it. */
export async function mayReadRun(desk: Desk, who: Principal, id: string): Promise<boolean> {
  const reach = reachOf(desk.settings.access, who);
  if (!reach.all && !reach.own && !reach.team) return false;
  // Also where everything may be read: what is there must be a run.
  const own = await isOwn(desk, who, RUN, id).catch((error: unknown) => {
    if (error instanceof RunNotFound) return undefined;
    throw error;
  });
  if (own === undefined) return false;
  if (reach.all || (own && reach.own)) return true;
  return reach.team && hasAsked(desk, id, namesOf(who));
}

async function hasAsked({ approvals, escalations }: Desk, runId: string, names: string[]): Promise<boolean> {
  if ((await approvals.countRequests({ runId, approver: names })) > 0) return true;
  return (await escalations.countEscalations({ runId, assignee: names })) > 0;
}

function hideOthers(id: string) {
  return (error: unknown): never => {
    throw error instanceof RunNotFound ? new RunNotFound(id) : error;
  };
}
