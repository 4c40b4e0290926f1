import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { RunRecord } from '../../contract/run';
import { describeRun } from '../../rules/runs/run-details';
import { keyword } from '../attributes';

/** What the Temporal UI and lists see. Only the end is upserted: all else of a run's attributes is known at its start. */
export function showRun(before: RunRecord | undefined, after: RunRecord): void {
  setCurrentDetails(describeRun(after));
  if (after.status !== (before?.status ?? 'running'))
    upsertSearchAttributes([keyword('HitlStatus', after.status)]);
}
