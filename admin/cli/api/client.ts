import { z } from 'zod';
import type {
  CancelOptions,
  DecideOptions,
  EscalationView,
  HistoryItem,
  RequestView,
  RunView,
} from '../../../client';
import { asOutcome } from '../../../client/requests/as-outcome';
import { AdminUnreachable } from '../errors';
import type { ConnectionFlags } from '../flags';
import type { Approvals, Escalations, Managers, Others, Runs } from '../managers';
import type { Call } from '../verb';
import { type ApiCall, type Ask, apiCaller, errorOf, pathPart, sendCall } from './call';
import { credentialsFile } from './credentials';
import { identityOf, storedToken } from './identity';
import { longPoll } from './long-poll';

/*
 * The managers of the CLI, through the API of an admin server.
 */

/** Managers that work through an admin server as the person who has signed in there. Results and errors are the same as with Temporal. */
export function apiManagers(
  api: string,
  { flags, io }: Pick<Call<ConnectionFlags & { as?: string }>, 'flags' | 'io'>,
): Managers {
  const tokens = storedToken(api, credentialsFile(io.env), io.env.HITL_TOKEN);
  let name: Promise<string> | undefined;
  const identity = identityOf(api, tokens, (token) => (name ??= fetchMe(api, token).then((me) => me.name)));
  const asked = apiCaller(api, identity);
  // The person who acts must also be allowed to read, so reads carry the same name.
  const ask = <T>(call: ApiCall) => asked<T>(flags.as === undefined ? call : { as: flags.as, ...call });
  const others: Others = {
    escalations: escalationsApi(ask),
    runs: runsApi(ask),
    policies: {
      get: () => ask({ path: '/policies' }),
      dryRun: (content) => ask({ method: 'POST', path: '/policies/dry-run', body: content }),
    },
    notifications: { get: (id) => ask({ path: `/notifications/${pathPart(id)}`, id }) },
    async kindOf(id) {
      const found = await ask<{ kind: Awaited<ReturnType<Others['kindOf']>> }>({
        path: `/lookup/${pathPart(id)}`,
        id,
      });
      return found.kind;
    },
    ownName: async () => (await ask<Me>({ path: '/me' })).name,
  };
  return { approvals: requestsApi(ask), others, close: async () => {} };
}

const REQUEST_WAIT = { of: 'requests', noun: 'request', openAs: ['pending'] } as const;

/** The methods for requests, through the API. */
export function requestsApi(ask: Ask): Approvals {
  const at = (id: string, below = '') => ({ path: `/requests/${pathPart(id)}${below}`, id });
  const decide = (id: string, decision: 'approve' | 'reject', options: DecideOptions) => {
    const { decidedBy: as, decisionId, notes, reason, confirm, stage } = options;
    const expected = { ...options.expected, ...(stage !== undefined && { stage }) };
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
      return asOutcome(await longPoll<RequestView>(ask, REQUEST_WAIT, id, options));
    },
    listRequests({ requesterId, runId, concerning: _concerning, ...rest } = {}) {
      return ask({ path: '/requests', query: { ...rest, requester: requesterId, run: runId } });
    },
  };
}

/** The call that cancels the request, escalation or run at this path. */
export function cancelling(path: string, { cancelledBy: as, reason }: CancelOptions) {
  return { method: 'POST', path: `${path}/cancel`, body: { reason }, as } as const;
}

/** The idempotency key as a field, if there is one. */
export function keyed(decisionId: string | undefined): { decisionId?: string } {
  return decisionId === undefined ? {} : { decisionId };
}

const ESCALATION_WAIT = {
  of: 'escalations',
  noun: 'escalation',
  openAs: ['pending', 'acknowledged'],
} as const;

/** The methods for escalations, through the API. */
export function escalationsApi(ask: Ask): Escalations {
  const at = (id: string, below = '') => ({ path: `/escalations/${pathPart(id)}${below}`, id });
  const ofRun = (id: string, below: string) => ({ path: `/runs/${pathPart(id)}/${below}`, id });
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
    waitForResolution: (id, options) => longPoll<EscalationView>(ask, ESCALATION_WAIT, id, options),
  };
}

const RUN_WAIT = { of: 'runs', noun: 'run', openAs: ['running'] } as const;

/** The methods for agent runs, through the API. */
export function runsApi(ask: Ask): Runs {
  const at = (id: string, below = '') => ({ path: `/runs/${pathPart(id)}${below}`, id });
  return {
    start({ agent, input, id, requesterId }) {
      const body = { agent, input, id, requesterId };
      return ask({ method: 'POST', path: '/runs', body, id: id ?? '' });
    },
    get: (id) => ask(at(id)),
    wait: (id, options) => longPoll<RunView>(ask, RUN_WAIT, id, options),
    finish: (id, { output } = {}) => ask({ method: 'POST', ...at(id, '/finish'), body: { output } }),
    cancel: (id, options) => ask({ ...at(id), ...cancelling(at(id).path, options) }),
    list({ status, agent, requesterId, olderThan, newerThan, limit, cursor } = {}) {
      const narrowed = { status, agent, requester: requesterId, olderThan, newerThan };
      return ask({ path: '/runs', query: { ...narrowed, limit, cursor } });
    },
  };
}

const MeSchema = z.object({
  kind: z.enum(['person', 'key']),
  name: z.string(),
  teams: z.array(z.string()).optional(),
});

/** Who the admin server thinks the caller is. */
export type Me = z.output<typeof MeSchema>;

/** Asks the admin server whose token or key this is. @throws NotSignedIn when it is not valid there; AdminUnreachable */
export async function fetchMe(api: string, token: string): Promise<Me> {
  const answered = await sendCall(api, { path: '/me' }, { Authorization: `Bearer ${token}` });
  if (answered.status !== 200) throw errorOf(answered, api);
  const me = MeSchema.safeParse(answered.body);
  if (me.success) return me.data;
  throw new AdminUnreachable(
    `${api} did not answer as an admin server: /api/me has another format. Check the address`,
  );
}
