import { defineSearchAttributeKey } from '@temporalio/common';
import { EscalationStatus } from '../../contract/escalation';
import { EscalationLevel, type Level, LEVELS } from '../../contract/level';
import type { SearchAttributeName } from '../../contract/names';
import { type Described, isOpen, statusKey } from '../requests/request-status';
import type { Row } from '../temporal/row';

const levelKey = defineSearchAttributeKey('HitlLevel' satisfies SearchAttributeName, 'KEYWORD');

/**
 * An escalation's status as Temporal knows it without a worker: acknowledged or else pending while its workflow is open,
 * resolved if it completed as such, and cancelled whatever else ended it.
 */
export function escalationStatusOf(described: Described): EscalationStatus {
  const said = described.typedSearchAttributes.get(statusKey);
  if (isOpen(described))
    return said === EscalationStatus.ACKNOWLEDGED ? EscalationStatus.ACKNOWLEDGED : EscalationStatus.PENDING;
  const isResolved = described.status.name === 'COMPLETED' && said === EscalationStatus.RESOLVED;
  return isResolved ? EscalationStatus.RESOLVED : EscalationStatus.CANCELLED;
}

/** The level asked now, or at the end; of one nobody has planned yet the level it was started with. */
export function levelOf(described: Row): Level {
  const said = described.typedSearchAttributes.get(levelKey);
  const known = (level: unknown) => LEVELS.find((each) => each === level);
  return known(said) ?? known(described.memo.level) ?? EscalationLevel.HUMAN_REVIEW;
}
