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
  // With the first upsert, and never alone: the plan must not cost an event.
  if (before?.stage === undefined)
    return changed.length > 0 ? [...changed, ...planAttributes(after)] : changed;
  return before.revision === after.revision ? changed : [...changed, ...replannedAttributes(before, after)];
}

function changedProgress(
  before: RequestRecord | undefined,
  after: RequestRecord,
): SearchAttributeUpdatePair[] {
  if (after.status !== (before?.status ?? 'pending')) return [keywordAttribute('HitlStatus', after.status)];
  const changed: SearchAttributeUpdatePair[] = [];
  if (after.stage !== before?.stage || hasOtherApprovers(before, after))
    changed.push(approversAttribute(before && listedApprovers(before), listedApprovers(after)));
  const wasListed = before?.stage === undefined ? undefined : before.expiresAt;
  if (after.stage !== undefined && after.expiresAt && after.expiresAt !== wasListed)
    changed.push(expiresAtAttribute(after.expiresAt));
  return changed;
}

/** Whether an edit has changed who is asked in the open stage. */
function hasOtherApprovers(before: RequestRecord | undefined, after: RequestRecord): boolean {
  if (before === undefined || before.revision === after.revision) return false;
  return !isSame(listedApprovers(before), listedApprovers(after));
}

/** What an edit has changed of the attributes that follow from the plan. */
function replannedAttributes(before: RequestRecord, after: RequestRecord): SearchAttributeUpdatePair[] {
  const [were, are] = [planAttributes(before), planAttributes(after)];
  const removed = were.filter(({ key }) => are.every((each) => each.key.name !== key.name));
  return [
    ...are.filter((each) => !were.some((earlier) => isSame(earlier, each))),
    ...removed.map(({ key }) => ({ key, value: null }) as SearchAttributeUpdatePair),
  ];
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function planAttributes({ kind, plan }: RequestRecord): SearchAttributeUpdatePair[] {
  const { severity, bulk } = plan?.presentation ?? {};
  // Policies do not apply to a confirmation: its only requirement is its own.
  const policies = kind === 'approval' ? (plan?.requirements ?? []).map(({ policy }) => policy) : [];
  return [
    ...(severity === undefined ? [] : [keywordAttribute('HitlSeverity', severity)]),
    ...(policies.length === 0 ? [] : [policiesAttribute(policies, bulk === false)]),
  ];
}
