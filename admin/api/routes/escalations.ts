import { createRoute, z } from '@hono/zod-openapi';
import { defined } from '../../../contract/defined';
import {
  AcknowledgeSchema,
  PromoteSchema,
  ReassignSchema,
  ResolveSchema,
} from '../../../contract/escalation-messages';
import { ESCALATION_ORDERS } from '../../../contract/names';
import { EscalationViewSchema } from '../../../contract/records/escalation';
import { EscalationListSchema } from '../../../contract/records/lists';
import { EscalationStatusSchema, JsonSchema, NamedLevelSchema } from '../../../contract/records/values';
import { type EscalationVerdict, EscalationVerdictSchema } from '../../../contract/records/verdicts';
import { NameSchema } from '../../../contract/text';
import {
  acknowledgeEscalation,
  cancelEscalation,
  listEscalations,
  promoteEscalation,
  readEscalation,
  reassignEscalation,
  resolveEscalation,
} from '../../access/escalations';
import type { Principal } from '../../access/principal';
import type { AdminContext } from '../../http/context';
import { send, sendVerdict } from '../../http/problem';
import { ReasonBody } from '../bodies';
import {
  ageFields,
  type Api,
  dueField,
  repeatable,
  searchParam,
  jsonBody,
  IdempotencyHeader,
  IdParam,
  verdictResponses,
  namesParam,
  pageFields,
  readResponses,
  principalOf,
} from '../route-parts';

const AcknowledgeBody = z.strictObject({ notes: AcknowledgeSchema.shape.notes }).openapi('AcknowledgeBody');

const { action, resolution } = ResolveSchema.shape;

const ResolutionBody = z
  .strictObject({
    action,
    resolution,
    modification: JsonSchema.optional().openapi({
      description:
        "Only with action 'modify', and required there. The next step of the agent gets it once. At most 48 KB.",
    }),
  })
  .openapi('ResolutionBody');

const { reason, expectedLevel } = PromoteSchema.shape;

const PromoteBody = z.strictObject({ reason, expectedLevel }).openapi('PromoteBody');

const ReassignBody = z
  .strictObject({ assignees: ReassignSchema.shape.assignees, reason })
  .openapi('ReassignBody');

const tags = ['escalations'];

const list = createRoute({
  method: 'get',
  path: '/escalations',
  tags,
  summary: 'List the escalations that you may read',
  request: {
    query: z.strictObject({
      status: z.enum(['open', ...EscalationStatusSchema.options]).optional(),
      level: repeatable(NamedLevelSchema, 'The current level, or the last. Any of them matches.'),
      assignee: namesParam,
      run: NameSchema.optional(),
      order: z.enum(ESCALATION_ORDERS).optional().openapi({
        description:
          '`deadline`: only open escalations, the earliest deadline first. `age`: the oldest first. `level`: the highest first. Default `newest`.',
      }),
      search: searchParam(
        'Words of the reason, run, request or id. Works like the search for requests. `searched` says how many escalations were searched.',
      ),
      ...ageFields,
      dueWithin: dueField,
      ...pageFields,
    }),
  },
  responses: readResponses(EscalationListSchema, 'A page of the list'),
});

const get = createRoute({
  method: 'get',
  path: '/escalations/{id}',
  tags,
  summary: 'Get an escalation',
  request: { params: IdParam },
  responses: readResponses(EscalationViewSchema, 'The escalation'),
});

/** An attempt on an escalation: its path under `/escalations/{id}/`, its body, and the function that sends it. */
interface AttemptRoute<Body extends z.ZodType<object>> {
  path: string;
  summary: string;
  body: Body;
  act: (
    admin: AdminContext,
    who: Principal,
    id: string,
    input: z.output<Body> & { decisionId?: string },
  ) => Promise<EscalationVerdict>;
}

function addAttempt<Body extends z.ZodType<object>>(
  api: Api,
  admin: AdminContext,
  { path, summary, body, act }: AttemptRoute<Body>,
): void {
  const route = createRoute({
    method: 'post',
    path: `/escalations/{id}/${path}`,
    tags,
    summary,
    request: { params: IdParam, headers: IdempotencyHeader, ...jsonBody(body as z.ZodType<object>) },
    responses: verdictResponses(EscalationVerdictSchema),
  });
  api.openapi(route, async (c) => {
    const decisionId = c.req.valid('header')['idempotency-key'];
    const sent = c.req.valid('json') as z.output<Body>;
    const input = { ...sent, ...defined({ decisionId }) };
    return sendVerdict(c, await act(admin, principalOf(c), c.req.valid('param').id, input));
  });
}

export function addEscalationRoutes(api: Api, admin: AdminContext): void {
  api.openapi(list, async (c) => {
    const { run: runId, ...rest } = c.req.valid('query');
    return send(c, await listEscalations(admin, principalOf(c), { ...rest, runId }));
  });
  api.openapi(get, async (c) =>
    send(c, await readEscalation(admin, principalOf(c), c.req.valid('param').id)),
  );
  addAttempt(api, admin, {
    path: 'acknowledge',
    summary:
      'Acknowledge: you take it. The next level is not asked, and a new deadline begins: the time to resolve it.',
    body: AcknowledgeBody,
    act: acknowledgeEscalation,
  });
  addAttempt(api, admin, {
    path: 'resolutions',
    summary: 'Resolve',
    body: ResolutionBody,
    act: resolveEscalation,
  });
  addAttempt(api, admin, {
    path: 'promote',
    summary: 'Promote to the next level now',
    body: PromoteBody,
    act: promoteEscalation,
  });
  addAttempt(api, admin, {
    path: 'reassign',
    summary: 'Reassign to other people at the same level',
    body: ReassignBody,
    act: reassignEscalation,
  });
  addAttempt(api, admin, {
    path: 'cancel',
    summary: 'Cancel, as an operator',
    body: ReasonBody,
    // A second cancellation changes nothing, so it needs no idempotency key.
    act: (admin, who, id, { reason }) => cancelEscalation(admin, who, id, { reason }),
  });
}
