import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { RequestRecord } from '../../contract/request';
import { describeRequest } from '../../rules/requests/details';
import { listedApprovers } from '../../rules/requests/people';
import {
  approversAttribute,
  expiresAtAttribute,
  keywordAttribute,
  policiesAttribute,
} from '../core/attributes';

/**
 * Shows the change from `before` to `after` in the Temporal UI and in lists. Details cost nothing. An upsert is an event and a
 * write to visibility, so there is at most one for each change, with only what a list needs.
 */
export function showRequest(before: RequestRecord | undefined, after: RequestRecord): void {
  // Also without a change: after continue-as-new a run has no details.
  setCurrentDetails(describeRequest(after));
  const changed = changedAttributes(before, after);
  if (changed.length > 0) upsertSearchAttributes(changed);
}

function changedAttributes(
  before: RequestRecord | undefined,
  after: RequestRecord,
): SearchAttributeUpdatePair[] {
  const changed = changedProgress(before, after);
  // With the first upsert, and never alone: the plan must not cost an event. An edit can change it.
  const isPlanned = before?.stage === undefined || before.revision !== after.revision;
  return changed.length > 0 && isPlanned ? [...changed, ...planAttributes(after)] : changed;
}

function changedProgress(
  before: RequestRecord | undefined,
  after: RequestRecord,
): SearchAttributeUpdatePair[] {
  if (after.status !== (before?.status ?? 'pending')) return [keywordAttribute('HitlStatus', after.status)];
  const changed: SearchAttributeUpdatePair[] = [];
  if (after.stage !== before?.stage || after.revision !== before?.revision)
    changed.push(approversAttribute(before && listedApprovers(before), listedApprovers(after)));
  const wasListed = before?.stage === undefined ? undefined : before.expiresAt;
  if (after.stage !== undefined && after.expiresAt && after.expiresAt !== wasListed)
    changed.push(expiresAtAttribute(after.expiresAt));
  return changed;
}

function planAttributes({ kind, plan }: RequestRecord): SearchAttributeUpdatePair[] {
  const severity = plan?.presentation?.severity;
  // Policies do not apply to a confirmation: its only requirement is its own.
  const policies = kind === 'approval' ? (plan?.requirements ?? []).map(({ policy }) => policy) : [];
  return [
    ...(severity === undefined ? [] : [keywordAttribute('HitlSeverity', severity)]),
    ...(policies.length === 0 ? [] : [policiesAttribute(policies)]),
  ];
}
