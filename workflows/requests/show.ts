import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { RequestRecord } from '../../contract/record';
import { listedApprovers } from '../../rules/requests/people';
import { describeState } from '../../rules/requests/state-details';
import { expiresAtAttribute, keyword, listApprovers } from '../attributes';

/**
 * What the Temporal UI and lists see of the change from `before` to `after`. The details cost nothing; an upsert is
 * an event and a write to visibility, so only what a list cannot know otherwise is upserted, and once for each change.
 */
export function show(before: RequestRecord | undefined, after: RequestRecord): void {
  // Also where nothing changed: a run that goes on from another begins without details.
  setCurrentDetails(describeState(after));
  const changed = changes(before, after);
  if (changed.length > 0) upsertSearchAttributes(changed);
}

function changes(before: RequestRecord | undefined, after: RequestRecord): SearchAttributeUpdatePair[] {
  if (after.status !== (before?.status ?? 'pending')) return [keyword('HitlStatus', after.status)];
  const changed: SearchAttributeUpdatePair[] = [];
  if (after.stage !== before?.stage)
    changed.push(listApprovers(before && listedApprovers(before), listedApprovers(after)));
  const wasListed = before?.stage === undefined ? undefined : before.expiresAt;
  if (after.stage !== undefined && after.expiresAt && after.expiresAt !== wasListed)
    changed.push(expiresAtAttribute(after.expiresAt));
  return changed;
}
