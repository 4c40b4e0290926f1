import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { LIMITS } from '../../contract/limits';
import type { SearchAttributeName } from '../../contract/names';
import type { RequestRecord } from '../../contract/record';
import { listedApprovers } from '../../rules/requests/people';
import { describeState } from '../../rules/requests/state-details';

const status = defineSearchAttributeKey('HitlStatus' satisfies SearchAttributeName, 'KEYWORD');
const approvers = defineSearchAttributeKey('HitlApprovers' satisfies SearchAttributeName, 'KEYWORD_LIST');
const expiresAt = defineSearchAttributeKey('HitlExpiresAt' satisfies SearchAttributeName, 'DATETIME');

/**
 * What the Temporal UI and lists see of the change from `before` to `after`. The details cost nothing; an upsert is
 * an event and a write to visibility, so only what a list cannot know otherwise is upserted, and once for each change.
 */
export function show(before: RequestRecord | undefined, after: RequestRecord): void {
  // Also where nothing changed: a run that goes on from another begins without details.
  setCurrentDetails(describeState(after));
  if (after.status !== (before?.status ?? 'pending'))
    upsertSearchAttributes([{ key: status, value: after.status }]);
  else if (after.stage !== before?.stage)
    upsertSearchAttributes([
      { key: approvers, value: listedApprovers(after, LIMITS.listedApprovers) },
      ...(before?.stage === undefined && after.expiresAt
        ? [{ key: expiresAt, value: new Date(after.expiresAt) }]
        : []),
    ]);
}
