import type { RequestView } from '../../../client';
import { asOutcome } from '../../../client/requests/as-outcome';
import type { CancelOptions, DecideOptions } from '../../../client';
import type { Approvals } from '../managers';
import { type Ask, part } from './api-call';
import { waitOverHttp } from './wait-over-http';

const WAITING = { of: 'requests', noun: 'request', openAs: ['pending'] } as const;

/** Requests, through the API of a desk. */
export function requestsOverHttp(ask: Ask): Approvals {
  const at = (id: string, below = '') => ({ path: `/requests/${part(id)}${below}`, id });
  const decide = (id: string, decision: 'approve' | 'reject', said: DecideOptions) => {
    const { decidedBy: as, decisionId, notes, reason, confirm, stage } = said;
    const expected = { ...said.expected, ...(stage !== undefined && { stage }) };
    const body = { decision, notes, reason, confirm, ...(Object.keys(expected).length > 0 && { expected }) };
    return { method: 'POST', ...at(id, '/decisions'), body, as, ...keyed(decisionId) } as const;
  };
  return {
    requestApproval: (input) => ask({ method: 'POST', path: '/requests', body: input, id: input.id ?? '' }),
    approve: (id, options) => ask(decide(id, 'approve', options)),
    reject: (id, options) => ask(decide(id, 'reject', options)),
    cancel: (id, options) => ask({ ...at(id), ...cancelling(at(id).path, options) }),
    getRequest: (id) => ask(at(id)),
    async waitForApproval(id, options) {
      return asOutcome(await waitOverHttp<RequestView>(ask, WAITING, id, options));
    },
    listRequests({ kind, status, approver, action, requesterId, runId, order, ...rest } = {}) {
      const { olderThan, newerThan, limit, cursor } = rest;
      const narrowed = { kind, status, approver, action, requester: requesterId, run: runId };
      return ask({ path: '/requests', query: { ...narrowed, olderThan, newerThan, order, limit, cursor } });
    },
  };
}

/** The call that cancels what is at this path. */
export function cancelling(path: string, { cancelledBy: as, reason }: CancelOptions) {
  return { method: 'POST', path: `${path}/cancel`, body: { reason }, as } as const;
}

/** The idempotency key, if there is one. */
export function keyed(decisionId: string | undefined): { decisionId?: string } {
  return decisionId === undefined ? {} : { decisionId };
}
