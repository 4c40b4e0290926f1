import type { EscalationInput, EscalationRecord } from '../../contract/escalation';
import type { RequestRecord } from '../../contract/record';
import { endRequest } from './end-request';
import { isoTime } from '../time';

/** Whether the deadline has escalated the request, and its escalation has not been opened yet. */
export function wantsEscalation({ status, escalation }: RequestRecord): boolean {
  return status === 'pending' && escalation !== undefined && escalation.id === undefined;
}

/** What the escalation of a request that nobody decided in time is about. */
export function escalationOf(record: RequestRecord): EscalationInput {
  const { id, runId, plan, action, resource, requesterId, context } = record;
  const what = resource === undefined ? action : `${action} on ${resource}`;
  return {
    runId: runId ?? id,
    requestId: id,
    level: plan?.escalateTo ?? 'human_review',
    reason: `nobody decided in time about ${what}, for ${requesterId} (policy ${plan?.expiryPolicy})`,
    triggers: [],
    context,
  };
}

/** The request once its escalation has ended: `abort` rejects it, `continue` goes on waiting (design rule 6). */
export function afterRequestEscalation(
  record: RequestRecord,
  { id, resolution }: EscalationRecord,
  now: number,
): RequestRecord {
  if (record.escalation === undefined || resolution === undefined) return record;
  const action = resolution.action === 'abort' ? 'abort' : 'continue';
  const { resolvedBy } = resolution;
  const noted = { ...record, escalation: { ...record.escalation, id, action, resolvedBy } } as const;
  if (action === 'continue') return noted;
  return endRequest(noted, {
    status: 'rejected',
    at: isoTime(now),
    by: resolution.by,
    name: resolvedBy,
    reason: resolution.resolution,
  });
}
