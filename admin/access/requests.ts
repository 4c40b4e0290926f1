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
import { RequestIdTaken, RunNotFound } from '../../contract/errors';
import type { DecisionKind } from '../../contract/names';
import type { RequestInput } from '../../contract/request';
import { contentHash } from '../../rules/digest';
import { contentOf } from '../../rules/requests/edit';
import type { AdminContext } from '../http/context';
import { requesterFor, assertCan, isOwn, filterReadable, readAccessOf, visibilityOf } from './permissions';
import { type Principal, expandMe } from './principal';
import { mayRead, readRequest } from './read-request';
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
