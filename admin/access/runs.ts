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
  StartedRun,
} from '../../client';
import { RunIdTaken, RunNotFound } from '../../contract/errors';
import { RUN } from '../../client/runs/entity';
import { findWorkflow } from '../../client/temporal/read';
import type { Desk } from '../desk/desk';
import { demand } from './demand';
import { reachOf } from './may';
import type { Principal } from './principal';
import { mayReadRun, readRun } from './read-run';
import { requesterFor } from './requests';
import { isOwn } from './submitted-by';

/** What people and programs do with agent runs at the desk: as themselves, and no further than they may. */

/** The runs the principal may read: all, or those it requested. */
export async function listRuns(
  desk: Desk,
  who: Principal,
  options: RunListOptions,
): Promise<ListPage<RunItem>> {
  const reach = reachOf(desk.settings.access, who);
  if (reach.all) return desk.runs.list(options);
  const isOthers = options.requesterId !== undefined && options.requesterId !== who.name;
  return !reach.own || isOthers ? { items: [] } : desk.runs.list({ ...options, requesterId: who.name });
}

/** Starts a hosted run. @throws Forbidden; what `start` of the client throws */
export async function startRun(desk: Desk, who: Principal, options: RunOptions): Promise<StartedRun> {
  demand(desk, who, 'request');
  const requesterId = requesterFor(who, options.requesterId);
  return desk.runs
    .start({ ...options, requesterId, submittedBy: who.account })
    .catch(hideTaken(desk, who, options.id));
}

/** Reports for an attached run, which the first report starts. @throws Forbidden; RunIdTaken; what the client throws */
export async function report(
  desk: Desk,
  who: Principal,
  id: string,
  { context, ...options }: { context: object } & Pick<CheckOptions, 'escalate' | 'reportId' | 'requesterId'>,
): Promise<ReportResult> {
  demand(desk, who, 'request');
  await demandOwnOrFree(desk, who, id);
  const requesterId = requesterFor(who, options.requesterId);
  return desk.escalations.checkEscalation(id, context, { ...options, requesterId, submittedBy: who.account });
}

/** Escalates a run without a trigger. Throws as `report` does. */
export async function escalate(
  desk: Desk,
  who: Principal,
  id: string,
  options: Pick<EscalateOptions, 'level' | 'reason' | 'context' | 'requesterId'>,
): Promise<Escalated> {
  demand(desk, who, 'request');
  // Whoever may read a run may say that something is wrong with it.
  if (!(await mayReadRun(desk, who, id))) await demandOwnOrFree(desk, who, id);
  const requesterId = requesterFor(who, options.requesterId);
  const said = { ...options, escalatedBy: who.name, requesterId, submittedBy: who.account };
  return desk.escalations.escalate(id, said);
}

/** The agent is done. @throws Forbidden; RunNotFound; what the client throws */
export async function finishRun(
  desk: Desk,
  who: Principal,
  id: string,
  options: Pick<FinishOptions, 'output'>,
): Promise<RunVerdict> {
  await demandOver(desk, who, id);
  const verdict = await desk.runs.finish(id, { ...options, via: who.via });
  desk.metrics.verdict('run', verdict.outcome);
  return verdict;
}

/** Cancels a run: one's own as its requester, another as an operator. Throws as `finishRun` does. */
export async function cancelRun(
  desk: Desk,
  who: Principal,
  id: string,
  options: Pick<CancelOptions, 'reason'>,
): Promise<RunVerdict> {
  const { requesterId, isOwn: own } = await demandOver(desk, who, id);
  const cancelledBy = own && requesterId !== undefined ? requesterId : who.name;
  const verdict = await desk.runs.cancel(id, { ...options, cancelledBy, via: who.via });
  desk.metrics.verdict('run', verdict.outcome);
  return verdict;
}

/** One's own needs the right to request, another's the right to administer. */
async function demandOver(desk: Desk, who: Principal, id: string) {
  const { requesterId } = await readRun(desk, who, id);
  const own = await isOwn(desk, who, RUN, id);
  demand(desk, who, own ? 'request' : 'administer');
  return { requesterId, isOwn: own };
}

/** @throws RunIdTaken when somebody else's run, or a workflow that is none, has the id */
async function demandOwnOrFree(desk: Desk, who: Principal, id: string): Promise<void> {
  if ((await findWorkflow(desk.client, id)) === undefined) return;
  const own = await isOwn(desk, who, RUN, id).catch((error: unknown) => {
    if (error instanceof RunNotFound) return false;
    throw error;
  });
  if (!own) throw taken(id);
}

function hideTaken(desk: Desk, who: Principal, id: string | undefined) {
  return async (error: unknown): Promise<never> => {
    if (!(error instanceof RunIdTaken) || id === undefined || (await mayReadRun(desk, who, id))) throw error;
    throw taken(id);
  };
}

function taken(id: string): RunIdTaken {
  return new RunIdTaken(id, 'this id is taken, by something that is not yours. Choose another id');
}
