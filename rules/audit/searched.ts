import type { AuditEntry } from '../../contract/audit';
import { defined } from '../../contract/defined';
import type { RequestItem } from '../../contract/records/lists';
import type { RequestRecord, RequestView } from '../../contract/request';
import { concernedNames } from '../requests/concerned';
import { type SearchedRow, searchedTexts } from '../requests/search-words';
import { isRequest } from './latest';

/*
 * What a search finds a request of the audit log by.
 */

/** A description in a list is at most this long, in UTF-16 units. */
const MAX_DESCRIPTION = 500;

/** Which requests of a log are wanted. */
export interface RequestSearch {
  /** Only entries before this number. Default: all. */
  before?: number;
  /** The entry has all of these words, from `wordsOf`. */
  words: readonly string[];
  /** One of these made the request, is asked, or has decided. Absent: all requests. */
  names?: readonly string[];
}

/** The request that an entry records; nothing if it is no request, was not readable, or was continued by another run. */
export function requestOf(
  entry: Pick<AuditEntry, 'kind' | 'record' | 'resetTo' | 'writtenAt'>,
): RequestView | undefined {
  if (!isRequest(entry) || entry.record === undefined || entry.resetTo !== undefined) return undefined;
  const request = entry.record as unknown as RequestRecord;
  return isWhole(request) ? { ...request, archivedAt: entry.writtenAt } : undefined;
}

/** The log also keeps records of other versions and of other programs. They must not stop the auditor. */
function isWhole({ id, requesterId, action, decisions, plan }: RequestRecord): boolean {
  const texts: unknown[] = [id, requesterId, action];
  const lists: unknown[] = [decisions, plan === undefined ? [] : plan.requirements];
  return texts.every((text) => typeof text === 'string') && lists.every(Array.isArray);
}

/** The searched texts of a recorded request: those of a list, and the people who have decided. */
export function searchedTextsOf(request: RequestView): SearchedRow {
  const { id, action, resource = '', description = '', confirmation, requesterId, runId = '' } = request;
  const deciders = request.decisions.map(({ decidedBy }) => decidedBy);
  const texts = [action, resource, description, confirmation?.message ?? '', requesterId, runId];
  return searchedTexts(id, [...texts, ...deciders]);
}

/** The requester, and everyone who is asked or has decided. */
export function namesOfRequest(request: RequestView): string[] {
  return [...new Set([request.requesterId, ...concernedNames(request)])];
}

/** A recorded request as a row of a list. */
export function recordedItem(request: RequestView, closedAt: string): RequestItem {
  const { plan, confirmation, stage } = request;
  const requirements = plan?.requirements ?? [];
  const policies = [...new Set(requirements.map(({ policy }) => policy))];
  const ofStage = requirements.filter((each) => stage === undefined || each.stage === stage);
  const approvers = [
    ...new Set([...ofStage.flatMap((each) => each.approvers), ...(confirmation?.confirmers ?? [])]),
  ];
  return {
    id: request.id,
    kind: request.kind,
    status: request.status,
    action: request.action,
    ...defined({
      resource: request.resource,
      description: request.description?.slice(0, MAX_DESCRIPTION),
      message: confirmation?.message.slice(0, MAX_DESCRIPTION),
    }),
    requesterId: request.requesterId,
    ...defined({ runId: request.runId }),
    requestedAt: request.requestedAt,
    ...defined({ expiresAt: request.expiresAt, severity: plan?.presentation?.severity }),
    ...(approvers.length > 0 && { approvers }),
    ...(policies.length > 0 && { policies }),
    closedAt,
    ...defined({ archivedAt: request.archivedAt }),
  };
}
