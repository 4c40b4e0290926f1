import type { WorkflowExecutionStatusName } from '@temporalio/client';
import { defineSearchAttributeKey, type TypedSearchAttributes } from '@temporalio/common';
import { type RequestStatus, REQUEST_STATUSES } from '../../contract/status';
import type { RequestKind } from '../../contract/kind';
import { fromSearchValue } from '../../contract/search-value';
import { AND_OTHERS, type SearchAttributeName, WORKFLOW_TYPES } from '../../contract/names';
import type { Row } from '../temporal/row';

export const statusKey = defineSearchAttributeKey('HitlStatus' satisfies SearchAttributeName, 'KEYWORD');
const expiresAtKey = defineSearchAttributeKey('HitlExpiresAt' satisfies SearchAttributeName, 'DATETIME');
const approversKey = defineSearchAttributeKey('HitlApprovers' satisfies SearchAttributeName, 'KEYWORD_LIST');

/** What a description and a row of a list both say. */
export interface Described {
  status: { name: WorkflowExecutionStatusName };
  typedSearchAttributes: TypedSearchAttributes;
}

/** What kind of request a workflow of ours is. */
export function requestKindOf({ type }: { type: string }): RequestKind {
  return type === WORKFLOW_TYPES.confirmation ? 'confirmation' : 'approval';
}

/** Whether the workflow still runs; a paused one does. */
export function isOpen({ status }: Described): boolean {
  return status.name === 'RUNNING' || status.name === 'PAUSED';
}

/**
 * A request's status as Temporal knows it without a worker: pending while its workflow is open, its own word once it
 * has completed, and cancelled if Temporal ended it before it could say one.
 */
export function statusOf(described: Described): RequestStatus {
  if (isOpen(described)) return 'pending';
  if (described.status.name !== 'COMPLETED') return 'cancelled';
  const status = described.typedSearchAttributes.get(statusKey);
  const known = REQUEST_STATUSES.find((name) => name === status);
  return known === undefined || known === 'pending' ? 'cancelled' : known;
}

interface OpenTo {
  /** The deadline (ISO 8601). Absent until a worker planned it. */
  expiresAt?: string;
  /** Who is asked in the open stage. Absent until a worker planned it. */
  approvers?: string[];
  /** Neither the search attribute nor the memo has room for everyone who is asked. */
  isIncomplete?: true;
}

export function openTo({ typedSearchAttributes, memo }: Row): OpenTo {
  const expiresAt = typedSearchAttributes.get(expiresAtKey);
  const listed = typedSearchAttributes.get(approversKey);
  const isCut = listed?.includes(AND_OTHERS) ?? false;
  const approvers =
    (isCut && memo.approvers) || listed?.filter((name) => name !== AND_OTHERS).map(fromSearchValue);
  return {
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    ...(approvers && { approvers }),
    ...(isCut && !memo.approvers && { isIncomplete: true as const }),
  };
}

/** Whether a list by people and teams must be checked row by row for this one: the query finds it for everyone. */
export function isFoundByAll({ typedSearchAttributes }: Row): boolean {
  return typedSearchAttributes.get(approversKey)?.includes(AND_OTHERS) ?? false;
}
