import type {
  AcknowledgeOptions,
  CancelOptions,
  EscalationFilter,
  EscalationItem,
  EscalationListOptions,
  EscalationVerdict,
  HistoryItem,
  ListPage,
  PromoteOptions,
  ReassignOptions,
  ResolveOptions,
} from '../../client';
import { RequestNotFound, RunNotFound } from '../../contract/errors';
import type { Desk } from '../desk/desk';
import { demand } from './demand';
import { reachOf } from './may';
import { namesOf, type Principal, withMe } from './principal';
import { readEscalation } from './read-escalation';
import { mayReadRun } from './read-run';
import { readRequest } from './read-request';
import { onlyReadable } from './visible-to';

/** What people do with escalations at the desk: as themselves, and no further than they may. */

type Said<Options, By extends keyof Options> = Omit<Options, By | 'via'>;

/** The escalations the principal may read, `assignee: 'me'` those that ask it or its teams. */
export async function listEscalations(
  desk: Desk,
  who: Principal,
  options: EscalationListOptions,
): Promise<ListPage<EscalationItem>> {
  const visible = narrowed(desk, who, options);
  if (visible === 'nothing') return { items: [] };
  const list = await desk.escalations.listEscalations(visible);
  if (reachOf(desk.settings.access, who).all) return list;
  const items = await onlyReadable(list.items, async ({ id, assigneesIncomplete }) =>
    assigneesIncomplete ? isReadable(desk, who, id) : true,
  );
  return { ...list, items };
}

/** How many there are of those. */
export async function countEscalations(
  desk: Desk,
  who: Principal,
  filter: EscalationFilter,
): Promise<number> {
  const visible = narrowed(desk, who, filter);
  return visible === 'nothing' ? 0 : desk.escalations.countEscalations(visible);
}

function isReadable(desk: Desk, who: Principal, id: string): Promise<boolean> {
  return readEscalation(desk, who, id).then(
    () => true,
    () => false,
  );
}

/** Search attributes tell whom an escalation asks, not whose run it is of: who may read only its own finds it at its run. */
function narrowed<F extends EscalationFilter>(desk: Desk, who: Principal, filter: F): F | 'nothing' {
  const reach = reachOf(desk.settings.access, who);
  const mine = namesOf(who);
  const named = filter.assignee === undefined ? undefined : withMe(filter.assignee, who);
  if (reach.all) return named === undefined ? filter : { ...filter, assignee: named };
  if (!reach.team) return 'nothing';
  const wanted = named ?? mine;
  const both = wanted.filter((name) => mine.includes(name));
  return both.length === 0 ? 'nothing' : { ...filter, assignee: both };
}

/** The escalations of a run or of a request, in order. @throws RunNotFound, also where the principal may not read it */
export async function historyOf(desk: Desk, who: Principal, id: string): Promise<HistoryItem[]> {
  const readable =
    (await mayReadRun(desk, who, id)) ||
    (await readRequest(desk, who, id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof RequestNotFound) return false;
        throw error;
      },
    ));
  if (!readable) throw new RunNotFound(id);
  return desk.escalations.getHistory(id);
}

/** "I have it", as the principal. @throws Forbidden; EscalationNotFound; what the client throws */
export function acknowledge(
  desk: Desk,
  who: Principal,
  id: string,
  said: Said<AcknowledgeOptions, 'acknowledgedBy'>,
): Promise<EscalationVerdict> {
  return handle(desk, who, id, () =>
    desk.escalations.acknowledge(id, { ...said, acknowledgedBy: who.name, via: who.via }),
  );
}

/** Ends it, as the principal. Throws as `acknowledge` does. */
export function resolve(desk: Desk, who: Principal, id: string, said: Said<ResolveOptions, 'resolvedBy'>) {
  return handle(desk, who, id, () =>
    desk.escalations.resolve(id, { ...said, resolvedBy: who.name, via: who.via }),
  );
}

/** Asks the next level, as the principal. Throws as `acknowledge` does. */
export function promote(desk: Desk, who: Principal, id: string, said: Said<PromoteOptions, 'promotedBy'>) {
  return handle(desk, who, id, () =>
    desk.escalations.promote(id, { ...said, promotedBy: who.name, via: who.via }),
  );
}

/** Asks others, as the principal. Throws as `acknowledge` does. */
export function reassign(
  desk: Desk,
  who: Principal,
  id: string,
  said: Said<ReassignOptions, 'reassignedBy'>,
) {
  return handle(desk, who, id, () =>
    desk.escalations.reassign(id, { ...said, reassignedBy: who.name, via: who.via }),
  );
}

/** Cancels it, as an operator. @throws Forbidden; EscalationNotFound; what the client throws */
export async function cancelEscalation(
  desk: Desk,
  who: Principal,
  id: string,
  said: Said<CancelOptions, 'cancelledBy'>,
): Promise<EscalationVerdict> {
  demand(desk, who, 'administer');
  await readEscalation(desk, who, id);
  const verdict = await desk.escalations.cancel(id, { ...said, cancelledBy: who.name, via: who.via });
  desk.metrics.verdict('escalation', verdict.outcome);
  return verdict;
}

async function handle(
  desk: Desk,
  who: Principal,
  id: string,
  act: () => Promise<EscalationVerdict>,
): Promise<EscalationVerdict> {
  demand(desk, who, 'decide');
  await readEscalation(desk, who, id);
  const verdict = await act();
  desk.metrics.verdict('escalation', verdict.outcome);
  return verdict;
}
