import type {
  CancelOptions,
  CheckOptions,
  Escalated,
  EscalateOptions,
  FinishOptions,
  ListPage,
  ReportResult,
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
import { requesterFor, assertCan, isOwn, readAccessOf } from './permissions';
import { namesOf, type Principal } from './principal';
import type { AdminContext } from '../http/context';

/*
 * What people and programs do with agent runs: as themselves, and no further than the config permits.
 */

/** What people and programs do with agent runs in the inbox: as themselves, and no further than they may. */

/** The runs the principal may read: all, or those it requested. */
export async function listRuns(
  admin: AdminContext,
  who: Principal,
  options: RunListOptions,
): Promise<ListPage<RunItem>> {
  const reach = readAccessOf(admin.settings.access, who);
  if (reach.all) return admin.runs.list(options);
  const isOthers = options.requesterId !== undefined && options.requesterId !== who.name;
  return !reach.own || isOthers ? { items: [] } : admin.runs.list({ ...options, requesterId: who.name });
}

/** Starts a hosted run. @throws Forbidden; what `start` of the client throws */
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

/** Reports for an attached run, which the first report starts. @throws Forbidden; RunIdTaken; what the client throws */
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

/** Escalates a run without a trigger. Throws as `report` does. */
export async function escalateRun(
  admin: AdminContext,
  who: Principal,
  id: string,
  options: Pick<EscalateOptions, 'level' | 'reason' | 'context' | 'requesterId'>,
): Promise<Escalated> {
  assertCan(admin, who, 'request');
  // Whoever may read a run may say that something is wrong with it.
  if (!(await canReadRun(admin, who, id))) await assertOwnOrFree(admin, who, id);
  const requesterId = requesterFor(who, options.requesterId);
  const said = { ...options, escalatedBy: who.name, requesterId, submittedBy: who.account };
  return admin.escalations.escalate(id, said);
}

/** The agent is done. @throws Forbidden; RunNotFound; what the client throws */
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

/** Cancels a run: one's own as its requester, another as an operator. Throws as `finishRun` does. */
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

/** One's own needs the right to request, another's the right to administer. */
async function assertCanEnd(admin: AdminContext, who: Principal, id: string) {
  const { requesterId } = await readRun(admin, who, id);
  const own = await isOwn(admin, who, RUN, id);
  assertCan(admin, who, own ? 'request' : 'administer');
  return { requesterId, isOwn: own };
}

/** @throws RunIdTaken when somebody else's run, or a workflow that is none, has the id */
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
  return new RunIdTaken(id, 'this id is taken, by something that is not yours. Choose another id');
}

/**
 * An agent run, if the principal may read it: its own, or one that has asked it or its teams. One that it may not read
 * is not found.
 *
 * @throws RunNotFound, InvalidInput, TemporalUnreachable
 */
export async function readRun(admin: AdminContext, who: Principal, id: string): Promise<RunView> {
  if (await canReadRun(admin, who, id)) return admin.runs.get(id).catch(hideForeignWorkflow(id));
  throw new RunNotFound(id);
}

/** Whether there is such a run and the principal may read it. */
export async function canReadRun(admin: AdminContext, who: Principal, id: string): Promise<boolean> {
  const reach = readAccessOf(admin.settings.access, who);
  if (!reach.all && !reach.own && !reach.team) return false;
  // Also where everything may be read: what is there must be a run.
  const own = await isOwn(admin, who, RUN, id).catch((error: unknown) => {
    if (error instanceof RunNotFound) return undefined;
    throw error;
  });
  if (own === undefined) return false;
  if (reach.all || (own && reach.own)) return true;
  return reach.team && hasAsked(admin, id, namesOf(who));
}

async function hasAsked(
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
