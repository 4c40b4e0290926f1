import type { EscalationView } from '../../client';
import { REQUEST } from '../../client/requests/entity';
import { RUN } from '../../client/runs/entity';
import { EscalationNotFound, RequestNotFound, RunNotFound } from '../../contract/errors';
import { entitledEntries, peopleOfAssignee } from '../../rules/escalations/people';
import type { Desk } from '../desk/desk';
import { reachOf } from './may';
import { namesOf, type Principal } from './principal';
import { isOwn } from './submitted-by';

/**
 * An escalation, if the principal may read it: one that it may not read is not found.
 *
 * @throws EscalationNotFound, InvalidInput, TemporalUnreachable
 */
export async function readEscalation(desk: Desk, who: Principal, id: string): Promise<EscalationView> {
  const reach = reachOf(desk.settings.access, who);
  if (!reach.all && !reach.own && !reach.team) throw new EscalationNotFound(id);
  const escalation = await desk.escalations.getEscalation(id).catch((error: unknown) => {
    throw error instanceof EscalationNotFound ? new EscalationNotFound(id) : error;
  });
  if (reach.all) return escalation;
  if (reach.team && concerns(escalation, namesOf(who))) return escalation;
  if (reach.own && (await isOfOwn(desk, who, escalation))) return escalation;
  throw new EscalationNotFound(id);
}

function concerns(escalation: EscalationView, names: string[]): boolean {
  const entries = [...entitledEntries(escalation), ...escalation.assignees];
  const people = entries.flatMap((entry) => peopleOfAssignee(escalation, entry));
  const { acknowledgedBy, resolution } = escalation;
  return [...entries, ...people, acknowledgedBy, resolution?.resolvedBy].some(
    (name) => name !== undefined && names.includes(name),
  );
}

/** Whether the run or the request it is about is the principal's own. */
async function isOfOwn(desk: Desk, who: Principal, { runId, requestId }: EscalationView): Promise<boolean> {
  const about = requestId === undefined ? ([RUN, runId] as const) : ([REQUEST, requestId] as const);
  const [kind, id] = about;
  return isOwn(desk, who, kind, id).catch((error: unknown) => {
    if (error instanceof RunNotFound || error instanceof RequestNotFound) return false;
    throw error;
  });
}
