import { REQUEST, type RequestView } from '../../client/requests/entity';
import { findWorkflow } from '../../client/temporal/read';
import type {
  CancelOptions,
  DecideOptions,
  ListOptions,
  RequestedApproval,
  RequestFilter,
  RequestList,
} from '../../client';
import { RequestIdTaken, RunNotFound } from '../../contract/errors';
import type { RequestInput } from '../../contract/request';
import type { Verdict } from '../../contract/decision';
import { contentHash } from '../../rules/digest';
import type { Desk } from '../desk/desk';
import { demand } from './demand';
import { Forbidden } from './errors';
import { type Principal, withMe } from './principal';
import { reachOf } from './may';
import { readRequest } from './read-request';
import { mayReadRun } from './read-run';
import { isOwn } from './submitted-by';
import { onlyReadable, visibleTo } from './visible-to';

/** What people and programs do with requests at the desk: as themselves, and no further than they may. */

/** `approver: 'me'` means the principal and its teams. */
type Filter = Omit<RequestFilter, 'concerning'>;

/** The requests the principal may read. Throws as `listRequests` of the client. */
export async function listRequests(
  desk: Desk,
  who: Principal,
  options: Omit<ListOptions, 'concerning'>,
): Promise<RequestList> {
  const readable = narrowed(desk, who, options);
  if (readable === 'nothing') return { items: [] };
  const list = await desk.approvals.listRequests(readable);
  if (reachOf(desk.settings.access, who).all) return list;
  const items = await onlyReadable(list.items, async ({ id, approversIncomplete }) =>
    approversIncomplete ? isReadable(desk, who, id) : true,
  );
  return { ...list, items };
}

/** How many there are of those. */
export async function countRequests(desk: Desk, who: Principal, filter: Filter): Promise<number> {
  const readable = narrowed(desk, who, filter);
  return readable === 'nothing' ? 0 : desk.approvals.countRequests(readable);
}

/** Whatever asks nobody but oneself and one's teams concerns one: said twice, it costs Temporal three times as much. */
function narrowed<F extends Filter>(desk: Desk, who: Principal, filter: F): F | 'nothing' {
  const visible = visibleTo(desk.settings.access, who);
  if (visible === 'nothing') return 'nothing';
  const wanted = meant(filter, who);
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
  desk: Desk,
  who: Principal,
  input: Omit<RequestInput, 'requesterId'> & { requesterId?: string },
): Promise<RequestedApproval> {
  demand(desk, who, 'request');
  const requesterId = requesterFor(who, input.requesterId);
  if (input.runId !== undefined) await demandMayJoin(desk, who, input.runId);
  try {
    return await desk.approvals.requestApproval({ ...input, requesterId }, { submittedBy: who.account });
  } catch (error) {
    // Its message names what the other request is: perhaps not for everybody who guesses an id.
    if (error instanceof RequestIdTaken && input.id !== undefined && !(await isReadable(desk, who, input.id)))
      throw new RequestIdTaken(input.id, 'this id is taken. Choose another id');
    throw error;
  }
}

/**
 * Whom a request asks may read the run it names: so only who may read a run adds to it. A program may ask before the
 * first report of its own run.
 */
async function demandMayJoin(desk: Desk, who: Principal, runId: string): Promise<void> {
  if (await mayReadRun(desk, who, runId)) return;
  if (who.kind !== 'key' || (await findWorkflow(desk.client, runId)) !== undefined)
    throw new RunNotFound(runId);
}

/** In whose name it requests. @throws Forbidden when a person names another */
export function requesterFor(who: Principal, named: string | undefined): string {
  if (who.kind === 'key' || named === undefined || named === who.name) return named ?? who.name;
  throw new Forbidden(`requesterId: you are ${who.name}, and request in no other name`);
}

/** Approves or rejects as the principal, and as nobody else. @throws Forbidden; RequestNotFound; what the client throws */
export async function decideRequest(
  desk: Desk,
  who: Principal,
  id: string,
  said: Decision,
): Promise<Verdict> {
  demand(desk, who, 'decide');
  const request = await readRequest(desk, who, id);
  const shown = said.expected?.contentHash;
  // The hash on a page comes with the record that a worker answered: what is signed must be what that record shows.
  if (shown !== undefined && isRead(request) && shown !== contentOf(request))
    return {
      outcome: 'superseded',
      status: request.status,
      id,
      message: 'Nothing was decided: the content is not the one that you were shown. Open the request again.',
    };
  return sendDecision(desk, who, id, said);
}

/** The digest of what the record shows. */
export function contentOf({
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
export function isRead({ unknown = [] }: RequestView): boolean {
  return !unknown.includes('context') && !unknown.includes('confirmation');
}

type Decision = { decision: 'approve' | 'reject' } & Omit<DecideOptions, 'decidedBy' | 'via'>;

/** The same of a principal who may decide and has read the request: the caller checks both. */
export async function sendDecision(
  desk: Desk,
  who: Principal,
  id: string,
  { decision, ...options }: Decision,
): Promise<Verdict> {
  const said = { ...options, decidedBy: who.name, via: who.via };
  const verdict = await (decision === 'approve'
    ? desk.approvals.approve(id, said)
    : desk.approvals.reject(id, said));
  desk.metrics.verdict('request', verdict.outcome);
  return verdict;
}

/**
 * Cancels: as the requester whoever sent it, else as the person, who must be an operator.
 *
 * @throws RequestNotFound; what the client throws
 */
export async function cancelRequest(
  desk: Desk,
  who: Principal,
  id: string,
  options: Omit<CancelOptions, 'cancelledBy' | 'via'>,
): Promise<Verdict> {
  const { requesterId } = await readRequest(desk, who, id);
  const isOwnRequest = requesterId === who.name || (await isOwn(desk, who, REQUEST, id));
  demand(desk, who, isOwnRequest ? 'request' : 'administer');
  const cancelledBy = isOwnRequest ? requesterId : who.name;
  const verdict = await desk.approvals.cancel(id, { ...options, cancelledBy, via: who.via });
  desk.metrics.verdict('request', verdict.outcome);
  return verdict;
}

async function isReadable(desk: Desk, who: Principal, id: string): Promise<boolean> {
  return readRequest(desk, who, id).then(
    () => true,
    () => false,
  );
}

function meant<F extends Filter>(filter: F, who: Principal): F {
  return filter.approver === undefined ? filter : { ...filter, approver: withMe(filter.approver, who) };
}
