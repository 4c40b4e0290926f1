import { z } from 'zod';
import type { AnyDecisionOptions, RequestView, RunView } from '../../../client';
import { asOutcome } from '../../../client/requests/as-outcome';
import type { DecisionKind } from '../../../contract/names';
import { AdminUnreachable } from '../errors';
import type { ConnectionFlags } from '../flags';
import type { Approvals, Escalations, Managers, Others, Runs } from '../managers';
import type { Call } from '../verb';
import { type Ask, apiCaller, keyHeader } from './call';
import { credentialsFile } from './credentials';
import { authenticationOf, storedToken } from './identity';
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
  const identity = authenticationOf(
    api,
    tokens,
    (token) => (name ??= fetchMe(api, token).then((me) => me.name)),
  );
  const asked = apiCaller(api, identity);
  // The person who acts must also be allowed to read, so reads carry the same name.
  const ask: Ask = (id, send, options) => asked(id, send, { as: flags.as, ...options });
  const others: Others = {
    escalations: escalationsApi(ask),
    runs: runsApi(ask),
    policies: {
      get: () => ask('', (api) => api.GET('/policies')),
      dryRun: (body) => ask('', (api) => api.POST('/policies/dry-run', { body })),
    },
    notifications: { get: (id) => ask(id, (api) => api.GET('/notifications/{id}', at(id))) },
    kindOf: async (id) => (await ask(id, (api) => api.GET('/lookup/{id}', at(id)))).kind,
    ownName: async () => (await ask('', (api) => api.GET('/me'))).name,
  };
  return { approvals: requestsApi(ask), others, close: async () => {} };
}

/** The id in a path. */
const at = (id: string) => ({ params: { path: { id } } });

/** An attempt that counts once for each `decisionId`. */
const attempt = <Body extends object>(id: string, decisionId: string | undefined, body: Body) => ({
  params: { path: { id }, header: keyHeader(decisionId) },
  body,
});

const several = (names: string | string[] | undefined) => (names === undefined ? undefined : [names].flat());

type JsonObject = Record<string, unknown>;

/** The methods for requests, through the API. The document has no type for JSON, so views get theirs from the client. */
export function requestsApi(ask: Ask): Approvals {
  const decide = (id: string, decision: DecisionKind, options: AnyDecisionOptions) => {
    const {
      decidedBy: as,
      decisionId,
      stage,
      expected: seen,
      via: _via,
      patience: _patience,
      ...said
    } = options;
    const expected = { ...seen, ...(stage !== undefined && { stage }) };
    const context = said.context as JsonObject | undefined;
    const body = { decision, ...said, context, ...(Object.keys(expected).length > 0 && { expected }) };
    return ask(id, (api) => api.POST('/requests/{id}/decisions', attempt(id, decisionId, body)), { as });
  };
  return {
    requestApproval: (body) => ask(body.id ?? '', (api) => api.POST('/requests', { body })),
    approve: (id, options) => decide(id, 'approve', options),
    reject: (id, options) => decide(id, 'reject', options),
    edit: (id, options) => decide(id, 'edit', options),
    respond: (id, options) => decide(id, 'respond', options),
    comment: (id, { commentedBy: as, decisionId, text }) =>
      ask(id, (api) => api.POST('/requests/{id}/comments', attempt(id, decisionId, { text })), { as }),
    cancel: (id, { cancelledBy: as, reason }) =>
      ask(id, (api) => api.POST('/requests/{id}/cancel', { ...at(id), body: { reason } }), { as }),
    claim: (id, { claimedBy, ...body }) =>
      // Through an admin server the name may be empty: the sender claims.
      ask(id, (api) =>
        api.POST('/requests/{id}/claim', { ...at(id), body: { ...body, claimedBy: claimedBy || undefined } }),
      ),
    reportOutcome: (id, { outcome, attemptId, reference, detail }) =>
      ask(id, (api) =>
        api.POST('/requests/{id}/outcome', { ...at(id), body: { outcome, attemptId, reference, detail } }),
      ),
    getRequest: async (id) => (await ask(id, (api) => api.GET('/requests/{id}', at(id)))) as RequestView,
    async waitForApproval(id, options) {
      const wait = longPoll(ask, 'request', id, (api, poll) => api.GET('/requests/{id}/wait', poll), options);
      return asOutcome((await wait) as RequestView);
    },
    listRequests({ requesterId: requester, runId: run, approver, ...rest } = {}) {
      const { policy, severity, concerning: _concerning, ids: _ids, ...others } = rest;
      const lists = { approver: several(approver), policy: several(policy), severity: several(severity) };
      const query = { ...lists, requester, run, ...others };
      return ask('', (api) => api.GET('/requests', { params: { query } }));
    },
  };
}

/** The methods for escalations, through the API. */
export function escalationsApi(ask: Ask): Escalations {
  return {
    checkEscalation(id, context, { escalate, reportId, requesterId } = {}) {
      const body = { context: context as JsonObject, escalate, reportId, requesterId };
      return ask(id, (api) => api.POST('/runs/{id}/reports', { ...at(id), body }));
    },
    escalate(id, { level, reason, context, requesterId, escalatedBy }) {
      const body = { level, reason, context: context as JsonObject | undefined, requesterId };
      const who = escalatedBy === undefined ? {} : { as: escalatedBy };
      return ask(id, (api) => api.POST('/runs/{id}/escalations', { ...at(id), body }), who);
    },
    async acknowledge(id, { acknowledgedBy: as, decisionId, notes }) {
      const sent = attempt(id, decisionId, { notes });
      return ask(id, (api) => api.POST('/escalations/{id}/acknowledge', sent), { as });
    },
    async resolve(id, { resolvedBy: as, decisionId, action, resolution, modification }) {
      const sent = attempt(id, decisionId, { action, resolution, modification });
      return ask(id, (api) => api.POST('/escalations/{id}/resolutions', sent), { as });
    },
    async promote(id, { promotedBy: as, decisionId, reason, expectedLevel }) {
      const sent = attempt(id, decisionId, { reason, expectedLevel });
      return ask(id, (api) => api.POST('/escalations/{id}/promote', sent), { as });
    },
    async reassign(id, { reassignedBy: as, decisionId, assignees, reason }) {
      const sent = attempt(id, decisionId, { assignees, reason });
      return ask(id, (api) => api.POST('/escalations/{id}/reassign', sent), { as });
    },
    cancel: (id, { cancelledBy: as, reason }) =>
      ask(id, (api) => api.POST('/escalations/{id}/cancel', { ...at(id), body: { reason } }), { as }),
    getEscalation: (id) => ask(id, (api) => api.GET('/escalations/{id}', at(id))),
    listEscalations({ level, assignee, runId: run, ...rest } = {}) {
      const query = { ...rest, level: several(level), assignee: several(assignee), run };
      return ask('', (api) => api.GET('/escalations', { params: { query } }));
    },
    getHistory: async (id) => (await ask(id, (api) => api.GET('/runs/{id}/escalations', at(id)))).items,
    waitForResolution: (id, options) =>
      longPoll(ask, 'escalation', id, (api, poll) => api.GET('/escalations/{id}/wait', poll), options),
  };
}

/** The methods for agent runs, through the API. */
export function runsApi(ask: Ask): Runs {
  return {
    start({ agent, input, id, requesterId }) {
      const body = { agent, input, id, requesterId };
      return ask(id ?? '', (api) => api.POST('/runs', { body }));
    },
    get: async (id) => (await ask(id, (api) => api.GET('/runs/{id}', at(id)))) as RunView,
    async wait(id, options) {
      const wait = longPoll(ask, 'run', id, (api, poll) => api.GET('/runs/{id}/wait', poll), options);
      return (await wait) as RunView;
    },
    finish: (id, { output } = {}) =>
      ask(id, (api) => api.POST('/runs/{id}/finish', { ...at(id), body: { output } })),
    cancel: (id, { cancelledBy: as, reason }) =>
      ask(id, (api) => api.POST('/runs/{id}/cancel', { ...at(id), body: { reason } }), { as }),
    list({ requesterId: requester, concerning: _concerning, ...rest } = {}) {
      const query = { ...rest, requester };
      return ask('', (api) => api.GET('/runs', { params: { query } }));
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
  const headers = async () => ({ Authorization: `Bearer ${token}` });
  const ask = apiCaller(api, { headers, renewed: async () => false });
  return checked(api, '/me', MeSchema, await ask('', (client) => client.GET('/me')));
}

const SignInSchema = z.object({
  keys: z.boolean(),
  oidc: z
    .object({ issuer: z.string(), clientId: z.string(), audience: z.string(), scope: z.string() })
    .optional(),
});

/** Asks the admin server how people and programs can sign in there. @throws AdminUnreachable */
export async function fetchSignIn(api: string): Promise<z.output<typeof SignInSchema>> {
  return checked(api, '/sign-in', SignInSchema, await apiCaller(api)('', (client) => client.GET('/sign-in')));
}

/** The first answer of an address is checked, because anything may be there. @throws AdminUnreachable */
function checked<T>(api: string, path: string, schema: z.ZodType<T>, answer: unknown): T {
  const { success, data } = schema.safeParse(answer);
  if (success) return data;
  throw new AdminUnreachable(
    `${api} did not answer as an admin server: /api${path} has another format. Check the address`,
  );
}
