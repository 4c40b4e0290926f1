import type {
  AcknowledgeOptions,
  CancelOptions,
  EscalationFilter,
  EscalationItem,
  EscalationListOptions,
  EscalationVerdict,
  EscalationView,
  HistoryItem,
  ListPage,
  PromoteOptions,
  ReassignOptions,
  ResolveOptions,
} from '../../client';
import { REQUEST } from '../../client/requests/entity';
import { RUN } from '../../client/runs/entity';
import { EscalationNotFound, RequestNotFound, RunNotFound } from '../../contract/errors';
import { entitledEntries, peopleOfAssignee } from '../../rules/escalations/people';
import { assertCan, isOwn, filterReadable, readAccessOf } from './permissions';
import { namesOf, type Principal, expandMe } from './principal';
import { readRequest } from './requests';
import { canReadRun } from './runs';
import type { AdminContext } from '../http/context';

/*
 * What people do with escalations: as themselves, and no further than the config permits.
 */

/** What people do with escalations in the inbox: as themselves, and no further than they may. */

type InputOf<Options, By extends keyof Options> = Omit<Options, By | 'via'>;

/** The escalations the principal may read, `assignee: 'me'` those that ask it or its teams. */
export async function listEscalations(
  admin: AdminContext,
  who: Principal,
  options: EscalationListOptions,
): Promise<ListPage<EscalationItem>> {
  const visible = readableFilter(admin, who, options);
  if (visible === 'nothing') return { items: [] };
  const list = await admin.escalations.listEscalations(visible);
  if (readAccessOf(admin.settings.access, who).all) return list;
  const items = await filterReadable(list.items, async ({ id, assigneesIncomplete }) =>
    assigneesIncomplete ? isReadable(admin, who, id) : true,
  );
  return { ...list, items };
}

/** How many there are of those. */
export async function countEscalations(
  admin: AdminContext,
  who: Principal,
  filter: EscalationFilter,
): Promise<number> {
  const visible = readableFilter(admin, who, filter);
  return visible === 'nothing' ? 0 : admin.escalations.countEscalations(visible);
}

function isReadable(admin: AdminContext, who: Principal, id: string): Promise<boolean> {
  return readEscalation(admin, who, id).then(
    () => true,
    () => false,
  );
}

/** Search attributes tell whom an escalation asks, not whose run it is of: who may read only its own finds it at its run. */
function readableFilter<F extends EscalationFilter>(
  admin: AdminContext,
  who: Principal,
  filter: F,
): F | 'nothing' {
  const reach = readAccessOf(admin.settings.access, who);
  const mine = namesOf(who);
  const named = filter.assignee === undefined ? undefined : expandMe(filter.assignee, who);
  if (reach.all) return named === undefined ? filter : { ...filter, assignee: named };
  if (!reach.team) return 'nothing';
  const wanted = named ?? mine;
  const both = wanted.filter((name) => mine.includes(name));
  return both.length === 0 ? 'nothing' : { ...filter, assignee: both };
}

/** The escalations of a run or of a request, in order. @throws RunNotFound, also where the principal may not read it */
export async function readHistory(admin: AdminContext, who: Principal, id: string): Promise<HistoryItem[]> {
  const readable =
    (await canReadRun(admin, who, id)) ||
    (await readRequest(admin, who, id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof RequestNotFound) return false;
        throw error;
      },
    ));
  if (!readable) throw new RunNotFound(id);
  return admin.escalations.getHistory(id);
}

/** "I have it", as the principal. @throws Forbidden; EscalationNotFound; what the client throws */
export function acknowledgeEscalation(
  admin: AdminContext,
  who: Principal,
  id: string,
  said: InputOf<AcknowledgeOptions, 'acknowledgedBy'>,
): Promise<EscalationVerdict> {
  return handle(admin, who, id, () =>
    admin.escalations.acknowledge(id, { ...said, acknowledgedBy: who.name, via: who.via }),
  );
}

/** Ends it, as the principal. Throws as `acknowledge` does. */
export function resolveEscalation(
  admin: AdminContext,
  who: Principal,
  id: string,
  said: InputOf<ResolveOptions, 'resolvedBy'>,
) {
  return handle(admin, who, id, () =>
    admin.escalations.resolve(id, { ...said, resolvedBy: who.name, via: who.via }),
  );
}

/** Asks the next level, as the principal. Throws as `acknowledge` does. */
export function promoteEscalation(
  admin: AdminContext,
  who: Principal,
  id: string,
  said: InputOf<PromoteOptions, 'promotedBy'>,
) {
  return handle(admin, who, id, () =>
    admin.escalations.promote(id, { ...said, promotedBy: who.name, via: who.via }),
  );
}

/** Asks others, as the principal. Throws as `acknowledge` does. */
export function reassignEscalation(
  admin: AdminContext,
  who: Principal,
  id: string,
  said: InputOf<ReassignOptions, 'reassignedBy'>,
) {
  return handle(admin, who, id, () =>
    admin.escalations.reassign(id, { ...said, reassignedBy: who.name, via: who.via }),
  );
}

/** Cancels it, as an operator. @throws Forbidden; EscalationNotFound; what the client throws */
export async function cancelEscalation(
  admin: AdminContext,
  who: Principal,
  id: string,
  said: InputOf<CancelOptions, 'cancelledBy'>,
): Promise<EscalationVerdict> {
  assertCan(admin, who, 'administer');
  await readEscalation(admin, who, id);
  const verdict = await admin.escalations.cancel(id, { ...said, cancelledBy: who.name, via: who.via });
  admin.metrics.verdict('escalation', verdict.outcome);
  return verdict;
}

async function handle(
  admin: AdminContext,
  who: Principal,
  id: string,
  act: () => Promise<EscalationVerdict>,
): Promise<EscalationVerdict> {
  assertCan(admin, who, 'decide');
  await readEscalation(admin, who, id);
  const verdict = await act();
  admin.metrics.verdict('escalation', verdict.outcome);
  return verdict;
}

/**
 * An escalation, if the principal may read it: one that it may not read is not found.
 *
 * @throws EscalationNotFound, InvalidInput, TemporalUnreachable
 */
export async function readEscalation(
  admin: AdminContext,
  who: Principal,
  id: string,
): Promise<EscalationView> {
  const reach = readAccessOf(admin.settings.access, who);
  if (!reach.all && !reach.own && !reach.team) throw new EscalationNotFound(id);
  const escalation = await admin.escalations.getEscalation(id).catch((error: unknown) => {
    throw error instanceof EscalationNotFound ? new EscalationNotFound(id) : error;
  });
  if (reach.all) return escalation;
  if (reach.team && concerns(escalation, namesOf(who))) return escalation;
  if (reach.own && (await isAboutOwn(admin, who, escalation))) return escalation;
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
async function isAboutOwn(
  admin: AdminContext,
  who: Principal,
  { runId, requestId }: EscalationView,
): Promise<boolean> {
  const about = requestId === undefined ? ([RUN, runId] as const) : ([REQUEST, requestId] as const);
  const [kind, id] = about;
  return isOwn(admin, who, kind, id).catch((error: unknown) => {
    if (error instanceof RunNotFound || error instanceof RequestNotFound) return false;
    throw error;
  });
}
