import type { EscalationRecord, Resolution } from '../../contract/escalation';
import { withEvent } from './escalation-history';

export function isOpenEscalation({ status }: EscalationRecord): boolean {
  return status === 'pending' || status === 'acknowledged';
}

/** The escalation resolved. What has ended stays as it ended: there is exactly one resolution. */
export function resolveEscalation(record: EscalationRecord, resolution: Resolution): EscalationRecord {
  if (!isOpenEscalation(record)) return record;
  const { at, resolvedBy, action, keyId } = resolution;
  const event = {
    at,
    what: 'resolved' as const,
    by: resolvedBy,
    action,
    resolution: resolution.resolution,
    ...(keyId !== undefined && { keyId }),
  };
  return { ...withEvent(withoutClocks(record), event), status: 'resolved', resolution };
}

/** The escalation cancelled, with its run or by an operator. */
export function cancelEscalation(
  record: EscalationRecord,
  cancelled: NonNullable<EscalationRecord['cancelled']>,
): EscalationRecord {
  if (!isOpenEscalation(record)) return record;
  const { at, by, name, reason } = cancelled;
  const event = { at, what: 'cancelled' as const, by: name ?? by, ...(reason !== undefined && { reason }) };
  return { ...withEvent(withoutClocks(record), event), status: 'cancelled', cancelled };
}

function withoutClocks({ dueAt: _due, remindAt: _remind, ...record }: EscalationRecord): EscalationRecord {
  return record;
}
