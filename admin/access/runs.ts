import type {
  CancelOptions,
  CheckOptions,
  Escalated,
  EscalateOptions,
  FinishOptions,
  ListPage,
  ReportResult,
  RunFilter,
  RunItem,
  RunListOptions,
  RunOptions,
  RunVerdict,
  RunView,
  StartedRun,
} from '../../client';
import { RUN } from '../../client/runs/entity';
import { findWorkflow } from '../../client/temporal/read';
import { RunIdTaken, RunNotFound } from '../../contract/errors';
import type { AdminContext } from '../http/context';
import { requesterFor, assertCan, isOwn, readAccessOf } from './permissions';
import { namesOf, type Principal } from './principal';

/*
 * What people and programs do with agent runs, in their own name and with their permissions.
 */

/** Lists runs that the principal may read: all, or those it requested. */
export async function listRuns(
  admin: AdminContext,
  who: Principal,
  options: Omit<RunListOptions, 'concerning'>,
): Promise<ListPage<RunItem>> {
  const readable = readableFilter(admin, who, options);
  return readable === 'nothing' ? { items: [] } : admin.runs.list(readable);
}

/** Counts the runs that the principal may read. */
export async function countRuns(
  admin: AdminContext,
  who: Principal,
  filter: Omit<RunFilter, 'concerning'>,
): Promise<number> {
  const readable = readableFilter(admin, who, filter);
  return readable === 'nothing' ? 0 : admin.runs.count(readable);
}

function readableFilter<F extends RunFilter>(admin: AdminContext, who: Principal, filter: F): F | 'nothing' {
  const reach = readAccessOf(admin.settings.access, who);
  if (reach.all) return filter;
  // A requester in a filter may end with a `*` as a wildcard. The reader's own name must match exactly, so it is not
  // such a filter.
  return reach.own ? { ...filter, concerning: { requesterId: who.name } } : 'nothing';
}

/** Starts a hosted run. @throws Forbidden; the errors of the client's `start` */
export async function startRun(
  admin: AdminContext,
  who: Principal,
  options: RunOptions,
): Promise<StartedRun> {
  assertCan(admin, who, 'request');
  const requesterId = requesterFor(who, options.requesterId);
  return admin.runs
    .start({ ...options, requesterId, submittedBy: who.account })
    .catch(hideForeignRun(admin, who, options.id));
}

/** Reports for an attached run. The first report starts it. @throws Forbidden; RunIdTaken; the client's errors */
export async function reportRun(
  admin: AdminContext,
  who: Principal,
  id: string,
  { context, ...options }: { context: object } & Pick<CheckOptions, 'escalate' | 'reportId' | 'requesterId'>,
): Promise<ReportResult> {
  assertCan(admin, who, 'request');
  await assertOwnOrFree(admin, who, id);
  const requesterId = requesterFor(who, options.requesterId);
  return admin.escalations.checkEscalation(id, context, {
    ...options,
    requesterId,
    submittedBy: who.account,
  });
}

/** Escalates a run without a trigger. Throws like `reportRun`. */
export async function escalateRun(
  admin: AdminContext,
  who: Principal,
  id: string,
  options: Pick<EscalateOptions, 'level' | 'reason' | 'context' | 'requesterId'>,
): Promise<Escalated> {
  assertCan(admin, who, 'request');
  // Every reader of a run may report a problem with it.
  if (!(await canReadRun(admin, who, id))) await assertOwnOrFree(admin, who, id);
  const requesterId = requesterFor(who, options.requesterId);
  return admin.escalations.escalate(id, {
    ...options,
    escalatedBy: who.name,
    requesterId,
    submittedBy: who.account,
  });
}

/** Finishes an attached run. @throws Forbidden; RunNotFound; the client's errors */
export async function finishRun(
  admin: AdminContext,
  who: Principal,
  id: string,
  options: Pick<FinishOptions, 'output'>,
): Promise<RunVerdict> {
  await assertCanEnd(admin, who, id);
  const verdict = await admin.runs.finish(id, { ...options, via: who.via });
  admin.metrics.verdict('run', verdict.outcome);
  return verdict;
}

/** Cancels a run: its submitter in the requester's name, an operator in their own name. Throws like `finishRun`. */
export async function cancelRun(
  admin: AdminContext,
  who: Principal,
  id: string,
  options: Pick<CancelOptions, 'reason'>,
): Promise<RunVerdict> {
  const { requesterId, isOwn: own } = await assertCanEnd(admin, who, id);
  const cancelledBy = own && requesterId !== undefined ? requesterId : who.name;
  const verdict = await admin.runs.cancel(id, { ...options, cancelledBy, via: who.via });
  admin.metrics.verdict('run', verdict.outcome);
  return verdict;
}

/** Ending an own run needs the permission `request`; ending another run needs `administer`. */
async function assertCanEnd(admin: AdminContext, who: Principal, id: string) {
  const { requesterId } = await readRun(admin, who, id);
  const own = await isOwn(admin, who, RUN, id);
  assertCan(admin, who, own ? 'request' : 'administer');
  return { requesterId, isOwn: own };
}

/** @throws RunIdTaken if another principal's run, or another workflow, has the id */
async function assertOwnOrFree(admin: AdminContext, who: Principal, id: string): Promise<void> {
  if ((await findWorkflow(admin.client, id)) === undefined) return;
  const own = await isOwn(admin, who, RUN, id).catch((error: unknown) => {
    if (error instanceof RunNotFound) return false;
    throw error;
  });
  if (!own) throw idTaken(id);
}

function hideForeignRun(admin: AdminContext, who: Principal, id: string | undefined) {
  return async (error: unknown): Promise<never> => {
    if (!(error instanceof RunIdTaken) || id === undefined || (await canReadRun(admin, who, id))) throw error;
    throw idTaken(id);
  };
}

function idTaken(id: string): RunIdTaken {
  return new RunIdTaken(id, 'this id is taken by another run or workflow. Choose another id');
}

/**
 * An agent run. The principal may read its own runs, and runs with a request or an escalation for it or its teams. Any
 * other run is reported as not found.
 *
 * @throws RunNotFound, InvalidInput, TemporalUnreachable
 */
export async function readRun(admin: AdminContext, who: Principal, id: string): Promise<RunView> {
  if (await canReadRun(admin, who, id)) return admin.runs.get(id).catch(hideForeignWorkflow(id));
  throw new RunNotFound(id);
}

/** Whether the run exists and the principal may read it. */
export async function canReadRun(admin: AdminContext, who: Principal, id: string): Promise<boolean> {
  const reach = readAccessOf(admin.settings.access, who);
  if (!reach.all && !reach.own && !reach.team) return false;
  // A reader of everything needs this check, too: another workflow may have the id.
  const own = await isOwn(admin, who, RUN, id).catch((error: unknown) => {
    if (error instanceof RunNotFound) return undefined;
    throw error;
  });
  if (own === undefined) return false;
  if (reach.all || (own && reach.own)) return true;
  return reach.team && hasApproverOrAssignee(admin, id, namesOf(who));
}

/** Whether a request or an escalation of the run is for one of these names. */
async function hasApproverOrAssignee(
  { approvals, escalations }: AdminContext,
  runId: string,
  names: string[],
): Promise<boolean> {
  if ((await approvals.countRequests({ runId, approver: names })) > 0) return true;
  return (await escalations.countEscalations({ runId, assignee: names })) > 0;
}

function hideForeignWorkflow(id: string) {
  return (error: unknown): never => {
    throw error instanceof RunNotFound ? new RunNotFound(id) : error;
  };
}
