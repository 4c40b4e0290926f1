import type { RequestContent } from '../contract/request';
import type { Plan } from '../contract/plan';
import type { RequestRecord } from '../contract/record';
import { withTeams } from './complete-plan';
import { isoTime } from './time';

/** A request at its start: pending, and not planned yet. */
export function openRequest(id: string, content: RequestContent, requestedAt: number): RequestRecord {
  return {
    id,
    kind: 'approval',
    status: 'pending',
    ...content,
    requestedAt: isoTime(requestedAt),
    needed: [],
    decisions: [],
    refused: [],
    refusedCount: 0,
    left: {},
  };
}

/** The record with its plan: the deadline counts from the request's start, however late the plan was made (design rule 6). */
export function withPlan(record: RequestRecord, plan: Plan): RequestRecord {
  const planned = { ...record, plan, expiresAt: isoTime(Date.parse(record.requestedAt) + plan.expireAfter) };
  return plan.teams === undefined ? planned : withTeams(planned, plan.teams);
}
