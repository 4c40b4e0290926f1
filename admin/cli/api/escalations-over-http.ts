import type { EscalationView, HistoryItem } from '../../../client';
import type { Escalations } from '../managers';
import { type Ask, part } from './api-call';
import { cancelling, keyed } from './requests-over-http';
import { waitOverHttp } from './wait-over-http';

const WAITING = { of: 'escalations', noun: 'escalation', openAs: ['pending', 'acknowledged'] } as const;

/** Escalations, and what opens them, through the API of a desk. */
export function escalationsOverHttp(ask: Ask): Escalations {
  const at = (id: string, below = '') => ({ path: `/escalations/${part(id)}${below}`, id });
  const ofRun = (id: string, below: string) => ({ path: `/runs/${part(id)}/${below}`, id });
  const act = (id: string, what: string, as: string, body: object, decisionId?: string) =>
    ({ method: 'POST', ...at(id, `/${what}`), body, as, ...keyed(decisionId) }) as const;
  return {
    checkEscalation(id, context, { escalate, reportId, requesterId } = {}) {
      const body = { context, escalate, reportId, requesterId };
      return ask({ method: 'POST', ...ofRun(id, 'reports'), body });
    },
    escalate(id, { level, reason, context, requesterId, escalatedBy }) {
      const body = { level, reason, context, requesterId };
      const who = escalatedBy === undefined ? {} : { as: escalatedBy };
      return ask({ method: 'POST', ...ofRun(id, 'escalations'), body, ...who });
    },
    acknowledge: (id, { acknowledgedBy, notes, decisionId }) =>
      ask(act(id, 'acknowledge', acknowledgedBy, { notes }, decisionId)),
    resolve: (id, { resolvedBy, action, resolution, modification, decisionId }) =>
      ask(act(id, 'resolutions', resolvedBy, { action, resolution, modification }, decisionId)),
    promote: (id, { promotedBy, reason, expectedLevel, decisionId }) =>
      ask(act(id, 'promote', promotedBy, { reason, expectedLevel }, decisionId)),
    reassign: (id, { reassignedBy, assignees, reason, decisionId }) =>
      ask(act(id, 'reassign', reassignedBy, { assignees, reason }, decisionId)),
    cancel: (id, options) => ask({ ...at(id), ...cancelling(at(id).path, options) }),
    getEscalation: (id) => ask(at(id)),
    listEscalations({ status, level, assignee, runId, olderThan, newerThan, limit, cursor } = {}) {
      const narrowed = { status, level, assignee, run: runId, olderThan, newerThan };
      return ask({ path: '/escalations', query: { ...narrowed, limit, cursor } });
    },
    async getHistory(id) {
      return (await ask<{ items: HistoryItem[] }>(ofRun(id, 'escalations'))).items;
    },
    waitForResolution: (id, options) => waitOverHttp<EscalationView>(ask, WAITING, id, options),
  };
}
