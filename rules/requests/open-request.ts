import type { Confirmation } from '../../contract/confirmation';
import type { RequestKind } from '../../contract/kind';
import type { Plan } from '../../contract/plan';
import type { RequestRecord } from '../../contract/record';
import type { RequestContent } from '../../contract/request';
import { withTeams } from './complete-plan';
import { isoTime } from '../time';

/** What a request is: an approval, unless it says that it is a confirmation. */
export interface Nature {
  kind: RequestKind;
  confirmation?: Confirmation | undefined;
}

/** A request at its start: pending, and not planned yet. */
export function openRequest(
  id: string,
  content: RequestContent,
  requestedAt: number,
  { kind, confirmation }: Nature = { kind: 'approval' },
): RequestRecord {
  return {
    id,
    kind,
    status: 'pending',
    ...content,
    ...(kind === 'confirmation' && confirmation && { confirmation }),
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
