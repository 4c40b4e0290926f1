import type { WorkflowExecutionStatusName } from '@temporalio/client';
import { defineSearchAttributeKey, type TypedSearchAttributes } from '@temporalio/common';
import { defined } from '../../contract/defined';
import {
  RunStatus,
  RUN_STATUSES,
  EscalationStatus,
  AND_OTHERS,
  DECIDED_ALONE,
  EscalationLevel,
  type Level,
  LEVELS,
  REQUEST_STATUSES,
  type RequestKind,
  type RequestStatus,
  type SearchAttributeName,
  SEVERITIES,
  type Severity,
  WORKFLOW_TYPES,
} from '../../contract/names';
import { fromSearchValue } from '../../contract/search-value';
import type { Row } from './row';

/*
 * Reads status, level, deadline and approvers of a request, an escalation or a run from visibility, without a worker.
 */

const statusKey = defineSearchAttributeKey('HitlStatus' satisfies SearchAttributeName, 'KEYWORD');
const expiresAtKey = defineSearchAttributeKey('HitlExpiresAt' satisfies SearchAttributeName, 'DATETIME');
const approversKey = defineSearchAttributeKey('HitlApprovers' satisfies SearchAttributeName, 'KEYWORD_LIST');

/** The fields that a description and a row of a list share. */
interface Described {
  status: { name: WorkflowExecutionStatusName };
  typedSearchAttributes: TypedSearchAttributes;
}

/** The kind of request of a workflow. */
export function requestKindOf({ type }: { type: string }): RequestKind {
  return type === WORKFLOW_TYPES.confirmation ? 'confirmation' : 'approval';
}

/** Whether the workflow is open. A paused workflow is open. */
export function isOpen({ status }: Described): boolean {
  return status.name === 'RUNNING' || status.name === 'PAUSED';
}

/**
 * A request's status, without a worker: pending while its workflow is open, its own status after it has completed, and
 * cancelled if Temporal ended it earlier.
 */
export function requestStatusOf(described: Described): RequestStatus {
  if (isOpen(described)) return 'pending';
  if (described.status.name !== 'COMPLETED') return 'cancelled';
  const status = described.typedSearchAttributes.get(statusKey);
  const known = REQUEST_STATUSES.find((name) => name === status);
  return known === undefined || known === 'pending' ? 'cancelled' : known;
}

interface OpenFields {
  /** The deadline (ISO 8601). Absent until a worker planned it. */
  expiresAt?: string;
  /** Who is asked in the open stage. Absent until a worker planned it. */
  approvers?: string[];
  /** Neither the search attribute nor the memo names everyone who is asked. */
  isIncomplete?: true;
}

export function openFieldsOf({ typedSearchAttributes, memo }: Row): OpenFields {
  const expiresAt = typedSearchAttributes.get(expiresAtKey);
  const listed = typedSearchAttributes.get(approversKey);
  const isCut = listed?.includes(AND_OTHERS) ?? false;
  const approvers =
    (isCut && memo.approvers) || listed?.filter((name) => name !== AND_OTHERS).map(fromSearchValue);
  return {
    ...defined({ expiresAt: expiresAt?.toISOString(), approvers }),
    ...(isCut && !memo.approvers && { isIncomplete: true as const }),
  };
}

const severityKey = defineSearchAttributeKey('HitlSeverity' satisfies SearchAttributeName, 'KEYWORD');
const policiesKey = defineSearchAttributeKey('HitlPolicies' satisfies SearchAttributeName, 'KEYWORD_LIST');

interface PlanFields {
  /** Absent if no policy sets one, and until a worker has planned it. */
  severity?: Severity;
  /** The policies that require something. Absent if there are none, and until a worker has planned it. */
  policies?: string[];
  /** The search attribute has no room for all policies. */
  policiesIncomplete?: true;
  /** A policy wants the request to be decided on its own. Absent until a worker has planned it. */
  bulk?: false;
}

/** The parts of a request's plan that a row contains. */
export function planFieldsOf({ typedSearchAttributes }: Row): PlanFields {
  const said = typedSearchAttributes.get(severityKey);
  const listed = typedSearchAttributes.get(policiesKey);
  return defined({
    severity: SEVERITIES.find((severity) => severity === said),
    policies: listed?.filter((name) => name !== AND_OTHERS && name !== DECIDED_ALONE).map(fromSearchValue),
    policiesIncomplete: listed?.includes(AND_OTHERS) ? (true as const) : undefined,
    bulk: listed?.includes(DECIDED_ALONE) ? (false as const) : undefined,
  });
}

/**
 * Whether the search attribute of this row leaves out approvers. A query by people or teams always finds such a row, so the
 * list must check it.
 */
export function hasUnlistedApprovers({ typedSearchAttributes }: Row): boolean {
  return typedSearchAttributes.get(approversKey)?.includes(AND_OTHERS) ?? false;
}

const levelKey = defineSearchAttributeKey('HitlLevel' satisfies SearchAttributeName, 'KEYWORD');

/**
 * An escalation's status, without a worker: acknowledged or pending while its workflow is open, resolved if it completed
 * with this status, and cancelled in all other cases.
 */
export function escalationStatusOf(described: Described): EscalationStatus {
  const said = described.typedSearchAttributes.get(statusKey);
  if (isOpen(described))
    return said === EscalationStatus.ACKNOWLEDGED ? EscalationStatus.ACKNOWLEDGED : EscalationStatus.PENDING;
  const isResolved = described.status.name === 'COMPLETED' && said === EscalationStatus.RESOLVED;
  return isResolved ? EscalationStatus.RESOLVED : EscalationStatus.CANCELLED;
}

/** The current or last level. Before a worker has planned it, the level with which it was started. */
export function levelOf(described: Row): Level {
  const said = described.typedSearchAttributes.get(levelKey);
  const known = (level: unknown) => LEVELS.find((each) => each === level);
  return known(said) ?? known(described.memo.level) ?? EscalationLevel.HUMAN_REVIEW;
}

/**
 * A run's status, without a worker: running while its workflow is open, and its own status after it has completed. If
 * Temporal ended it: cancelled if a person did this, failed if it failed.
 */
export function runStatusOf(described: Described): RunStatus {
  if (isOpen(described)) return RunStatus.RUNNING;
  const { name } = described.status;
  if (name === 'TERMINATED' || name === 'CANCELLED') return RunStatus.CANCELLED;
  const said = described.typedSearchAttributes.get(statusKey);
  const known = RUN_STATUSES.find((status) => status === said);
  return name !== 'COMPLETED' || known === undefined || known === RunStatus.RUNNING
    ? RunStatus.FAILED
    : known;
}
