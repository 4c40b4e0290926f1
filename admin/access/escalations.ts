import type {
  AcknowledgeOptions,
  CancelOptions,
  EscalationFilter,
  EscalationList,
  EscalationListOptions,
  EscalationVerdict,
  EscalationView,
  HistoryItem,
  PromoteOptions,
  ReassignOptions,
  RequestView,
  ResolveOptions,
  RunView,
} from '../../client';
import { REQUEST } from '../../client/requests/entity';
import { RUN } from '../../client/runs/entity';
import { defined } from '../../contract/defined';
import { EscalationNotFound, RequestNotFound, RunNotFound } from '../../contract/errors';
import { entitledEntries, peopleOfAssignee } from '../../rules/escalations/people';
import type { AdminContext } from '../http/context';
import { assertCan, isOwn, filterReadable, readAccessOf } from './permissions';
import { namesOf, type Principal, expandMe } from './principal';
import { readRequest } from './read-request';
import { canReadRun } from './runs';
import { searchEscalations } from './search-escalations';

/*
 * What people do with escalations, in their own name and with their permissions.
 */

/** Lists escalations that the principal may read. `assignee: 'me'` means the principal and its teams. */
export async function listEscalations(
  admin: AdminContext,
  who: Principal,
  { search, ...options }: EscalationListOptions,
): Promise<EscalationList> {
  const visible = readableFilter(admin, who, options);
  if (visible === 'nothing') return { items: [] };
  if (search !== undefined)
    return searchEscalations(admin, who, search, options, {
      list: (found) => listEscalations(admin, who, found),
      count: () => countEscalations(admin, who, {}),
    });
  const list = await admin.escalations.listEscalations(visible);
  if (readAccessOf(admin.settings.access, who).all) return list;
  const items = await filterReadable(list.items, async ({ id, assigneesIncomplete }) =>
    assigneesIncomplete ? isReadable(admin, who, id) : true,
  );
  return { ...list, items };
}

/** Counts the escalations that the principal may read. */
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

/**
 * The filter, limited to what the principal may read. Search attributes contain the assignees but not the requester of
 * the run. So a principal who may read only its own finds its escalations on the page of the run.
 */
function readableFilter<F extends EscalationFilter>(
  admin: AdminContext,
  who: Principal,
  filter: F,
): F | 'nothing' {
  const reach = readAccessOf(admin.settings.access, who);
  const ownNames = namesOf(who);
  const named = filter.assignee === undefined ? undefined : expandMe(filter.assignee, who);
  if (reach.all) return named === undefined ? filter : { ...filter, assignee: named };
  if (!reach.team) return 'nothing';
  const wanted = named ?? ownNames;
  const both = wanted.filter((name) => ownNames.includes(name));
  return both.length === 0 ? 'nothing' : { ...filter, assignee: both };
}

/** The escalations of a run or a request, in order. @throws RunNotFound if there is none that the principal may read */
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

/** The actions, by the name of the manager's method: the permission they need, and the option that names the person. */
const ACTIONS = {
  acknowledge: { permission: 'decide', by: 'acknowledgedBy' },
  resolve: { permission: 'decide', by: 'resolvedBy' },
  promote: { permission: 'decide', by: 'promotedBy' },
  reassign: { permission: 'decide', by: 'reassignedBy' },
  cancel: { permission: 'administer', by: 'cancelledBy' },
} as const;

type Action = keyof typeof ACTIONS;

interface OptionsOf {
  acknowledge: AcknowledgeOptions;
  resolve: ResolveOptions;
  promote: PromoteOptions;
  reassign: ReassignOptions;
  cancel: CancelOptions;
}

/** The options of an action without the person and the source, which come from the principal. */
type ActionInput<A extends Action> = Omit<OptionsOf[A], (typeof ACTIONS)[A]['by'] | 'via'>;

/** An action on an escalation, in the principal's name. */
function actionOf<A extends Action>(name: A) {
  const { permission, by } = ACTIONS[name];
  return async (
    admin: AdminContext,
    who: Principal,
    id: string,
    input: ActionInput<A>,
  ): Promise<EscalationVerdict> => {
    assertCan(admin, who, permission);
    await readEscalation(admin, who, id);
    const options = { ...input, [by]: who.name, via: who.via } as unknown as OptionsOf[A];
    const act = admin.escalations[name].bind(admin.escalations) as (
      id: string,
      options: OptionsOf[A],
    ) => Promise<EscalationVerdict>;
    const verdict = await act(id, options);
    admin.metrics.verdict('escalation', verdict.outcome);
    return verdict;
  };
}

/** Stops promotion. @throws Forbidden; EscalationNotFound; the client's errors */
export const acknowledgeEscalation = actionOf('acknowledge');
/** Ends the escalation. Throws like `acknowledgeEscalation`. */
export const resolveEscalation = actionOf('resolve');
/** Assigns the escalation to the next level. Throws like `acknowledgeEscalation`. */
export const promoteEscalation = actionOf('promote');
/** Assigns the escalation to other people or teams. Throws like `acknowledgeEscalation`. */
export const reassignEscalation = actionOf('reassign');
/** Cancels the escalation, as an operator. Throws like `acknowledgeEscalation`. */
export const cancelEscalation = actionOf('cancel');

/**
 * An escalation. What the principal may not read is reported as not found.
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

/** What an escalation is about: its run or its request, if the principal may read it. */
export interface EscalationSubject {
  run?: RunView;
  request?: RequestView;
}

/** The run or the request of an escalation that the principal has read. Empty if the principal may not read it. */
export async function readSubject(
  admin: AdminContext,
  who: Principal,
  escalation: EscalationView,
): Promise<EscalationSubject> {
  const { runId, requestId } = escalation;
  if (requestId !== undefined) {
    const request = await readRequest(admin, who, requestId).catch(undefinedIfMissing);
    return defined({ request });
  }
  const names = namesOf(who);
  // Visibility may not list a new escalation yet, so `canReadRun` may miss that it is assigned to the principal.
  const isAssigned =
    readAccessOf(admin.settings.access, who).team &&
    escalation.assignees
      .flatMap((entry) => [entry, ...peopleOfAssignee(escalation, entry)])
      .some((name) => names.includes(name));
  if (!isAssigned && !(await canReadRun(admin, who, runId))) return {};
  const run = await admin.runs.get(runId).catch(undefinedIfMissing);
  return defined({ run });
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof RunNotFound || error instanceof RequestNotFound) return undefined;
  throw error;
}

function concerns(escalation: EscalationView, names: string[]): boolean {
  const entries = [...entitledEntries(escalation), ...escalation.assignees];
  const people = entries.flatMap((entry) => peopleOfAssignee(escalation, entry));
  const { acknowledgedBy, resolution } = escalation;
  return [...entries, ...people, acknowledgedBy, resolution?.resolvedBy].some(
    (name) => name !== undefined && names.includes(name),
  );
}

/** Whether the principal requested the run or the request of the escalation. */
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
