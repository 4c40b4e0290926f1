import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { EscalationRecord } from '../../contract/escalation';
import type { Level } from '../../contract/level';
import { isOpenEscalation } from '../../rules/escalations/end-escalation';
import { describeEscalation } from '../../rules/escalations/escalation-details';
import { listedAssignees } from '../../rules/escalations/escalation-people';
import { expiresAtAttribute, keyword, listApprovers } from '../attributes';

/** What the Temporal UI and lists see of the change: at most one upsert, of what changed and a list needs. */
export function showEscalation(before: EscalationRecord | undefined, after: EscalationRecord): void {
  setCurrentDetails(describeEscalation(after));
  const changed: SearchAttributeUpdatePair[] = [];
  const isNew = before === undefined;
  if (after.status !== (before?.status ?? 'pending')) changed.push(keyword('HitlStatus', after.status));
  if (after.level !== (before?.level ?? askedLevel(after))) changed.push(keyword('HitlLevel', after.level));
  if (isOpenEscalation(after)) {
    const listed = listedAssignees(after);
    const listedBefore = isNew ? undefined : listedAssignees(before);
    if (JSON.stringify(listed) !== JSON.stringify(listedBefore))
      changed.push(listApprovers(listedBefore, listed));
    if (after.dueAt !== before?.dueAt) changed.push(expiresAtAttribute(after.dueAt));
  }
  if (changed.length > 0) upsertSearchAttributes(changed);
}

/** The level its workflow was started with. */
function askedLevel({ history, level }: EscalationRecord): Level {
  const [first] = history;
  return first?.what === 'opened' ? first.level : level;
}
