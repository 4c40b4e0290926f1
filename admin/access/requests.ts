import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CancelOptions,
  CommentOptions,
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
import type { DecisionKind } from '../../contract/names';
import type { RequestInput } from '../../contract/request';
import { contentHash } from '../../rules/digest';
import { concernedNames } from '../../rules/requests/concerned';
import { contentOf } from '../../rules/requests/edit';
import type { AdminContext } from '../http/context';
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
import { hasRecorded, withRecorded } from './recorded-requests';
import { canReadRun } from './runs';
import { searchRequests } from './search-requests';

/*
 * What people and programs do with requests, in their own name and with their permissions.
 */

/** `approver: 'me'` means the principal and its teams. */
type RequestListFilter = Omit<RequestFilter, 'concerning'>;

/**
 * Lists requests that the principal may read. A search, and a list of ended requests, continue with those that only the audit log
 * has. Throws like the client's `listRequests`.
 */
export async function listRequests(
  admin: AdminContext,
  who: Principal,
  options: Omit<ListOptions, 'concerning'>,
): Promise<RequestList> {
  if (!hasRecorded(admin, options)) return listLive(admin, who, options);
  const wanted = withNames(options, who);
  return withRecorded(admin, who, wanted, {
    list: () => listLive(admin, who, options),
    mayRead: (request) => mayRead(admin, who, request),
  });
}

/** Lists requests that Temporal has. Throws like `listRequests`. */
export async function listLive(
  admin: AdminContext,
  who: Principal,
  { search, ...options }: Omit<ListOptions, 'concerning'>,
): Promise<RequestList> {
  if (search !== undefined)
    return searchRequests(admin, who, search, options, {
      list: (found) => listLive(admin, who, found),
      count: () => countRequests(admin, who, {}),
    });
  const readable = readableFilter(admin, who, options);
  if (readable === 'nothing') return { items: [] };
  const list = await admin.approvals.listRequests(readable);
  if (readAccessOf(admin.settings.access, who).all) return list;
  const items = await filterReadable(list.items, async ({ id, approversIncomplete }) =>
    approversIncomplete ? isReadable(admin, who, id) : true,
  );
  return { ...list, items };
}

/** Counts the requests that the principal may read. */
export async function countRequests(
  admin: AdminContext,
  who: Principal,
  filter: RequestListFilter,
): Promise<number> {
  const readable = readableFilter(admin, who, filter);
  return readable === 'nothing' ? 0 : admin.approvals.countRequests(readable);
}

/**
 * The filter, limited to what the principal may read. A filter by the principal's own names needs no second condition,
 * which would make the query three times as expensive.
 */
function readableFilter<F extends RequestListFilter>(
  admin: AdminContext,
  who: Principal,
  filter: F,
): F | 'nothing' {
  const visible = visibilityOf(admin.settings.access, who);
  if (visible === 'nothing') return 'nothing';
  const wanted = withNames(filter, who);
  const concerned = visible.concerning?.approvers;
  const approvers = [wanted.approver ?? []].flat();
  const onlyOwnNames =
    concerned && approvers.length > 0 && approvers.every((name) => concerned.includes(name));
  return onlyOwnNames ? wanted : { ...wanted, ...visible };
}

/**
 * Requests an approval. A person requests in their own name. A program may name the requester it works for.
 *
 * @throws Forbidden; the errors of the client's `requestApproval`
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
    // The message describes the other request, so only its readers may see it.
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
 * The approvers of a request may read its run. So only a reader of the run may add a request to it. A program may request
 * before the first report of its run.
 */
async function assertCanJoinRun(admin: AdminContext, who: Principal, runId: string): Promise<void> {
  if (await canReadRun(admin, who, runId)) return;
  if (who.kind !== 'key' || (await findWorkflow(admin.client, runId)) !== undefined)
    throw new RunNotFound(runId);
}

/** Approves or rejects in the principal's name. @throws Forbidden; RequestNotFound; the client's errors */
export async function decideRequest(
  admin: AdminContext,
  who: Principal,
  id: string,
  decision: DecisionInput,
): Promise<Verdict> {
  assertCan(admin, who, 'decide');
  const request = await readRequest(admin, who, id);
  const shown = decision.expected?.contentHash;
  // The hash on the page belongs to the record that the page showed. Only that content may be decided and signed.
  if (shown !== undefined && isContentKnown(request) && shown !== shownContentHash(request))
    return {
      outcome: 'superseded',
      status: request.status,
      id,
      message: 'Nothing was decided: the content differs from what you saw. Open the request again.',
    };
  return sendDecision(admin, who, id, decision);
}

/** The digest of the content in a record. */
export function shownContentHash(request: RequestView): string {
  return contentHash(contentOf(request), request.confirmation);
}

/** Whether the content is readable. Without a worker it comes from the workflow's input, which may be encrypted. */
export function isContentKnown({ unknown = [] }: RequestView): boolean {
  return !unknown.includes('context') && !unknown.includes('confirmation');
}

/** A decision without the person who makes it. */
export interface DecisionInput extends Omit<DecideOptions, 'decidedBy' | 'via'> {
  decision: DecisionKind;
  /** Only for an edit: the whole new context. */
  context?: object;
  /** Only for a response. */
  text?: string;
}

/** Sends a decision. The caller has checked that the principal may decide and has read the request. */
export async function sendDecision(
  admin: AdminContext,
  who: Principal,
  id: string,
  { decision, ...options }: DecisionInput,
): Promise<Verdict> {
  const attempt = { ...options, decidedBy: who.name, via: who.via };
  const verdict = await admin.approvals.decide(id, decision, attempt);
  admin.metrics.verdict('request', verdict.outcome);
  return verdict;
}

/** Comments in the principal's name. @throws Forbidden; RequestNotFound; the client's errors */
export async function commentOnRequest(
  admin: AdminContext,
  who: Principal,
  id: string,
  comment: Omit<CommentOptions, 'commentedBy' | 'via'>,
): Promise<Verdict> {
  const { requesterId } = await readRequest(admin, who, id);
  const isOwnRequest = requesterId === who.name || (await isOwn(admin, who, REQUEST, id));
  assertCan(admin, who, isOwnRequest ? 'request' : 'decide');
  const commentedBy = isOwnRequest ? requesterId : who.name;
  return admin.approvals.comment(id, { ...comment, commentedBy, via: who.via });
}

/**
 * Cancels a request. Its submitter cancels in the requester's name. An operator cancels in their own name.
 *
 * @throws Forbidden; RequestNotFound; the client's errors
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

/** How long a reader who may become an approver waits for the plan. A directory function may be slow. */
const PLANNING_TIMEOUT_MS = 2_000;
const POLL_MS = 100;

/**
 * A request. What the principal may not read is reported as not found.
 *
 * @throws RequestNotFound, InvalidInput, TemporalUnreachable
 */
export async function readRequest(admin: AdminContext, who: Principal, id: string): Promise<RequestView> {
  const reach = readAccessOf(admin.settings.access, who);
  if (!reach.all && !reach.own && !reach.team) throw new RequestNotFound(id);
  const giveUpAt = Date.now() + PLANNING_TIMEOUT_MS;
  for (;;) {
    const request = await admin.approvals
      .getRequest(id)
      .catch((error: unknown) => archived(admin, id, error));
    if (await mayRead(admin, who, request, reach)) return request;
    if (!reach.team || !isBeingPlanned(request) || Date.now() > giveUpAt) throw new RequestNotFound(id);
    await sleep(POLL_MS);
  }
}

/** Whether a worker is still evaluating the policies. */
function isBeingPlanned({ status, plan, unknown }: RequestView): boolean {
  return status === 'pending' && plan === undefined && unknown === undefined;
}

/** Whether the principal may read this request. */
export async function mayRead(
  admin: AdminContext,
  who: Principal,
  request: RequestView,
  reach: ReadAccess = readAccessOf(admin.settings.access, who),
): Promise<boolean> {
  if (reach.all) return true;
  if (reach.team && isConcerned(request, namesOf(who))) return true;
  if (reach.own && request.requesterId === who.name) return true;
  // Who submitted it, and who was assigned to its escalation, only Temporal could tell.
  if (request.archivedAt !== undefined) return false;
  if (reach.own && (await isOwn(admin, who, REQUEST, request.id))) return true;
  return reach.team && isAssignedToEscalation(admin, who, request);
}

function isConcerned(request: RequestView, names: string[]): boolean {
  return concernedNames(request).some((name) => names.includes(name));
}

/** An assignee of the request's escalation must be able to read the request. */
async function isAssignedToEscalation(
  { escalations }: AdminContext,
  who: Principal,
  { escalation, id }: RequestView,
) {
  if (escalation === undefined) return false;
  return (await escalations.countEscalations({ runId: id, assignee: namesOf(who) })) > 0;
}

/**
 * The request from the audit log, if Temporal no longer has it.
 *
 * @throws RequestNotFound if the log has none either. Another workflow with this id is reported as not found, without its type
 */
async function archived({ archive, log }: AdminContext, id: string, error: unknown): Promise<RequestView> {
  if (!(error instanceof RequestNotFound)) throw error;
  const found = await archive?.request(id).catch((cause: unknown) => {
    log(`the audit log cannot be read: ${(cause as Error).message}`);
    return undefined;
  });
  if (found === undefined) throw new RequestNotFound(id);
  return found;
}
