import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CancelOptions,
  DecideOptions,
  ListOptions,
  RequestedApproval,
  RequestFilter,
  RequestList,
  RequestView,
} from '../../client';
import { REQUEST } from '../../client/requests/entity';
import { findWorkflow } from '../../client/temporal/read';
import type { Verdict } from '../../contract/decision';
import { RequestIdTaken, RequestNotFound, RunNotFound } from '../../contract/errors';
import type { RequestInput } from '../../contract/request';
import { contentHash } from '../../rules/digest';
import {
  requesterFor,
  assertCan,
  isOwn,
  filterReadable,
  type ReadAccess,
  readAccessOf,
  visibilityOf,
} from './permissions';
import { namesOf, type Principal, expandMe } from './principal';
import { canReadRun } from './runs';
import type { AdminContext } from '../http/context';

/*
 * What people and programs do with requests: as themselves, and no further than the config permits.
 */

/** `approver: 'me'` means the principal and its teams. */
type RequestListFilter = Omit<RequestFilter, 'concerning'>;

/** The requests the principal may read. Throws as `listRequests` of the client. */
export async function listRequests(
  admin: AdminContext,
  who: Principal,
  options: Omit<ListOptions, 'concerning'>,
): Promise<RequestList> {
  const readable = readableFilter(admin, who, options);
  if (readable === 'nothing') return { items: [] };
  const list = await admin.approvals.listRequests(readable);
  if (readAccessOf(admin.settings.access, who).all) return list;
  const items = await filterReadable(list.items, async ({ id, approversIncomplete }) =>
    approversIncomplete ? isReadable(admin, who, id) : true,
  );
  return { ...list, items };
}

/** How many there are of those. */
export async function countRequests(
  admin: AdminContext,
  who: Principal,
  filter: RequestListFilter,
): Promise<number> {
  const readable = readableFilter(admin, who, filter);
  return readable === 'nothing' ? 0 : admin.approvals.countRequests(readable);
}

/** Whatever asks nobody but oneself and one's teams concerns one: said twice, it costs Temporal three times as much. */
function readableFilter<F extends RequestListFilter>(
  admin: AdminContext,
  who: Principal,
  filter: F,
): F | 'nothing' {
  const visible = visibilityOf(admin.settings.access, who);
  if (visible === 'nothing') return 'nothing';
  const wanted = withNames(filter, who);
  const concerned = visible.concerning?.approvers;
  const asked = [wanted.approver ?? []].flat();
  const asksOneself = concerned && asked.length > 0 && asked.every((name) => concerned.includes(name));
  return asksOneself ? wanted : { ...wanted, ...visible };
}

/**
 * Requests an approval. A person requests as itself; a program in its own name, or in that of whoever it works for.
 *
 * @throws Forbidden; what `requestApproval` of the client throws
 */
export async function requestApproval(
  admin: AdminContext,
  who: Principal,
  input: Omit<RequestInput, 'requesterId'> & { requesterId?: string },
): Promise<RequestedApproval> {
  assertCan(admin, who, 'request');
  const requesterId = requesterFor(who, input.requesterId);
  if (input.runId !== undefined) await assertCanJoinRun(admin, who, input.runId);
  try {
    return await admin.approvals.requestApproval({ ...input, requesterId }, { submittedBy: who.account });
  } catch (error) {
    // Its message names what the other request is: perhaps not for everybody who guesses an id.
    if (
      error instanceof RequestIdTaken &&
      input.id !== undefined &&
      !(await isReadable(admin, who, input.id))
    )
      throw new RequestIdTaken(input.id, 'this id is taken. Choose another id');
    throw error;
  }
}

/**
 * Whom a request asks may read the run it names: so only who may read a run adds to it. A program may ask before the
 * first report of its own run.
 */
async function assertCanJoinRun(admin: AdminContext, who: Principal, runId: string): Promise<void> {
  if (await canReadRun(admin, who, runId)) return;
  if (who.kind !== 'key' || (await findWorkflow(admin.client, runId)) !== undefined)
    throw new RunNotFound(runId);
}

/** Approves or rejects as the principal, and as nobody else. @throws Forbidden; RequestNotFound; what the client throws */
export async function decideRequest(
  admin: AdminContext,
  who: Principal,
  id: string,
  said: DecisionInput,
): Promise<Verdict> {
  assertCan(admin, who, 'decide');
  const request = await readRequest(admin, who, id);
  const shown = said.expected?.contentHash;
  // The hash on a page comes with the record that a worker answered: what is signed must be what that record shows.
  if (shown !== undefined && isContentKnown(request) && shown !== shownContentHash(request))
    return {
      outcome: 'superseded',
      status: request.status,
      id,
      message: 'Nothing was decided: the content is not the one that you were shown. Open the request again.',
    };
  return sendDecision(admin, who, id, said);
}

/** The digest of what the record shows. */
export function shownContentHash({
  action,
  resource,
  description,
  context,
  requesterId,
  runId,
  confirmation,
}: RequestView) {
  const optional = {
    ...(resource !== undefined && { resource }),
    ...(description !== undefined && { description }),
    ...(runId !== undefined && { runId }),
  };
  return contentHash({ action, context, requesterId, ...optional }, confirmation);
}

/** Without a worker the content is the workflow's input, which may be encrypted. */
export function isContentKnown({ unknown = [] }: RequestView): boolean {
  return !unknown.includes('context') && !unknown.includes('confirmation');
}

type DecisionInput = { decision: 'approve' | 'reject' } & Omit<DecideOptions, 'decidedBy' | 'via'>;

/** The same of a principal who may decide and has read the request: the caller checks both. */
export async function sendDecision(
  admin: AdminContext,
  who: Principal,
  id: string,
  { decision, ...options }: DecisionInput,
): Promise<Verdict> {
  const said = { ...options, decidedBy: who.name, via: who.via };
  const verdict = await (decision === 'approve'
    ? admin.approvals.approve(id, said)
    : admin.approvals.reject(id, said));
  admin.metrics.verdict('request', verdict.outcome);
  return verdict;
}

/**
 * Cancels: as the requester whoever sent it, else as the person, who must be an operator.
 *
 * @throws RequestNotFound; what the client throws
 */
export async function cancelRequest(
  admin: AdminContext,
  who: Principal,
  id: string,
  options: Omit<CancelOptions, 'cancelledBy' | 'via'>,
): Promise<Verdict> {
  const { requesterId } = await readRequest(admin, who, id);
  const isOwnRequest = requesterId === who.name || (await isOwn(admin, who, REQUEST, id));
  assertCan(admin, who, isOwnRequest ? 'request' : 'administer');
  const cancelledBy = isOwnRequest ? requesterId : who.name;
  const verdict = await admin.approvals.cancel(id, { ...options, cancelledBy, via: who.via });
  admin.metrics.verdict('request', verdict.outcome);
  return verdict;
}

async function isReadable(admin: AdminContext, who: Principal, id: string): Promise<boolean> {
  return readRequest(admin, who, id).then(
    () => true,
    () => false,
  );
}

function withNames<F extends RequestListFilter>(filter: F, who: Principal): F {
  return filter.approver === undefined ? filter : { ...filter, approver: expandMe(filter.approver, who) };
}

/** How long somebody whom a request may be about to ask waits for its plan: a directory function may take a while. */
const PLANNING_TIMEOUT_MS = 2_000;
const POLL_MS = 100;

/**
 * A request, if the principal may read it. One that it may not read is not found, as one that is not there.
 *
 * @throws RequestNotFound, InvalidInput, TemporalUnreachable
 */
export async function readRequest(admin: AdminContext, who: Principal, id: string): Promise<RequestView> {
  const reach = readAccessOf(admin.settings.access, who);
  if (!reach.all && !reach.own && !reach.team) throw new RequestNotFound(id);
  const giveUpAt = Date.now() + PLANNING_TIMEOUT_MS;
  for (;;) {
    const request = await admin.approvals.getRequest(id).catch(hideForeignRequest(id));
    if (await mayRead(admin, who, reach, request)) return request;
    if (!reach.team || !isBeingPlanned(request) || Date.now() > giveUpAt) throw new RequestNotFound(id);
    await sleep(POLL_MS);
  }
}

/** A worker has it and does not know yet whom it asks. */
function isBeingPlanned({ status, plan, unknown }: RequestView): boolean {
  return status === 'pending' && plan === undefined && unknown === undefined;
}

async function mayRead(
  admin: AdminContext,
  who: Principal,
  reach: ReadAccess,
  request: RequestView,
): Promise<boolean> {
  if (reach.all) return true;
  if (reach.team && concerns(request, namesOf(who))) return true;
  if (reach.own && request.requesterId === who.name) return true;
  if (reach.own && (await isOwn(admin, who, REQUEST, request.id))) return true;
  return reach.team && asksThroughEscalation(admin, who, request);
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
async function asksThroughEscalation(
  { escalations }: AdminContext,
  who: Principal,
  { escalation, id }: RequestView,
) {
  if (escalation === undefined) return false;
  return (await escalations.countEscalations({ runId: id, assignee: namesOf(who) })) > 0;
}

/** A workflow that is none of ours is not told of either. */
function hideForeignRequest(id: string) {
  return (error: unknown): never => {
    throw error instanceof RequestNotFound ? new RequestNotFound(id) : error;
  };
}
