import type { RequestView } from '../../client';
import type { Requirement } from '../../contract/records/plan';
import { check } from './checker';
import { EXPIRE_AFTER_MS } from './deployment';
import type { Call, Delivery, Evidence, RequestEvidence } from './evidence';

/*
 * A good history of a request, in which each test of the checker changes one point.
 */

export const START = Date.parse('2026-11-02T10:00:00.000Z');
export const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
export const DEADLINE = at(EXPIRE_AFTER_MS / 1_000);
export const ID = 'request-1';

export const REQUIREMENT: Requirement = {
  ...{ policy: 'payments', stage: 1, approvers: ['finance'], quorum: 2, requireAll: false },
  ...{ allowSelfApproval: false, rejectionsToReject: 1, onExpiry: 'expire' },
};
type Decision = RequestView['decisions'][number];

export const decision = (decidedBy: string, seconds: number, more: Partial<Decision> = {}): Decision => ({
  ...{
    decision: 'approve',
    decidedBy,
    at: at(seconds),
    stage: 1,
    transport: 'update',
    decisionId: `by-${decidedBy}`,
  },
  ...more,
});

/** Approved by ana and bo of the three people of finance. */
export function approved(more: Partial<RequestView> = {}): RequestView {
  const plan = {
    ...{ requirements: [REQUIREMENT], teams: { finance: ['ana', 'bo', 'cy'] }, expiryPolicy: 'payments' },
    ...{ onExpiry: 'expire', recheck: false, notify: {}, matched: [], ignored: [] },
  };
  return {
    ...{ id: ID, kind: 'approval', status: 'approved', requesterId: 'an-agent', expiresAt: DEADLINE, plan },
    ...{
      decisions: [decision('ana', 1), decision('bo', 2)],
      refused: [],
      refusedCount: 0,
      formerMembers: {},
    },
    end: { status: 'approved', at: at(2), by: 'people', name: 'bo' },
    ...more,
  } as unknown as RequestView;
}

export const MESSAGE = {
  id: 'msg-1',
  key: 'ended',
  event: 'decided',
  channel: 'hook',
  at: at(2),
  status: 'sent',
} as const;
export const DELIVERY: Delivery = {
  id: 'msg-1',
  type: 'request.decided',
  subject: ID,
  accepted: true,
  at: START + 2_000,
};

export function evidence(request: Partial<RequestEvidence> = {}, more: Partial<Evidence> = {}): Evidence {
  const record = 'record' in request ? request.record : approved();
  const arrivals = (record?.decisions ?? []).map(({ decidedBy, decisionId = '', at: time }) => {
    const when = Date.parse(time);
    return { by: decidedBy, decisionId, first: when, last: when, taken: when };
  });
  const one = {
    id: ID,
    startedAt: START,
    arrivals,
    messages: [MESSAGE],
    ...request,
    ...(record && { record }),
  };
  return {
    ...{
      calls: [],
      requests: [one],
      runs: [],
      escalations: [],
      effects: [],
      deliveries: [DELIVERY],
      stuck: [],
    },
    ...more,
  };
}

export const call = (more: Partial<Call>): Call => ({
  n: 1,
  what: 'decide',
  id: ID,
  start: START,
  end: START,
  ...more,
});
export const answered = (outcome: string, more: Partial<Call> = {}) =>
  call({ by: 'ana', kind: 'approve', decisionId: 'by-ana', answer: { outcome }, ...more });
export const rulesOf = (found: Evidence) => check(found).map(({ rule }) => rule);
