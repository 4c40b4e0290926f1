import type { RequestView } from '../../../client';
import { expiryOutcome } from '../../../rules/requests/end-request';
import { visibleLine } from '../../../rules/visible';
import { when } from './span';

/** What comes of a request that nobody decided in time. */
export const THEN = {
  expire: 'it expires',
  reject: 'it is rejected',
  escalate: 'it is escalated',
  approve: 'it is approved',
} as const;

/** Until when a pending request waits, and what happens then. */
export function deadline(request: RequestView, now: number): string[] {
  const { status, expiresAt, plan } = request;
  if (status !== 'pending') return [];
  if (expiresAt === undefined) return ['not known before a worker has evaluated the policies'];
  const overdue = Date.parse(expiresAt) <= now;
  if (overdue) return [`${when(expiresAt, now)}: overdue, it ends as soon as a worker is there`];
  if (plan === undefined) return [when(expiresAt, now)];
  const whose = visibleLine(plan.expiryPolicy);
  return [
    `${when(expiresAt, now)}; if nobody decides by then ${THEN[expiryOutcome(request)]} (policy ${whose})`,
  ];
}
