import { createRoute, z } from '@hono/zod-openapi';
import {
  AcknowledgeSchema,
  PromoteSchema,
  ReassignSchema,
  ResolveSchema,
} from '../../../contract/escalation-messages';
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
import { send, sendVerdict } from '../../http/problem';
import { EscalationListSchema, EscalationSchema } from '../answers/escalation';
import { EscalationStatusSchema, JsonSchema, LevelSchema } from '../answers/values';
import { EscalationVerdictSchema } from '../answers/verdicts';
import { ReasonBody } from '../bodies';
import {
  ageFields,
  type Api,
  jsonBody,
  IdempotencyHeader,
  IdParam,
  verdictResponses,
  namesParam,
  pageFields,
  readResponses,
  principalOf,
} from '../route-parts';
import type { AdminContext } from '../../http/context';

const AcknowledgeBody = z.strictObject({ notes: AcknowledgeSchema.shape.notes }).openapi('AcknowledgeBody');

const { action, resolution } = ResolveSchema.shape;

const ResolutionBody = z
  .strictObject({
    action,
    resolution,
    modification: JsonSchema.optional().openapi({
      description: "With action 'modify', and only there: handed to the next step once. At most 48 KB.",
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
  summary: 'The escalations that you may read',
  request: {
    query: z.strictObject({
      status: z.enum(['open', ...EscalationStatusSchema.options]).optional(),
      level: LevelSchema.optional(),
      assignee: namesParam,
      run: NameSchema.optional(),
      ...ageFields,
      ...pageFields,
    }),
  },
  responses: readResponses(EscalationListSchema, 'A page of them'),
});

const get = createRoute({
  method: 'get',
  path: '/escalations/{id}',
  tags,
  summary: 'An escalation as it stands',
  request: { params: IdParam },
  responses: readResponses(EscalationSchema, 'The escalation'),
});

function attemptRoute<Schema extends z.ZodType>(path: string, summary: string, schema: Schema) {
  return createRoute({
    method: 'post',
    path: `/escalations/{id}/${path}`,
    tags,
    summary,
    request: { params: IdParam, headers: IdempotencyHeader, ...jsonBody(schema) },
    responses: verdictResponses(EscalationVerdictSchema),
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
  api.openapi(
    attemptRoute('acknowledge', '"I have it": stops promotion, not the deadline', AcknowledgeBody),
    async (c) => {
      const said = { ...c.req.valid('json'), ...idempotencyKeyOf(c.req.valid('header')) };
      return sendVerdict(
        c,
        await acknowledgeEscalation(admin, principalOf(c), c.req.valid('param').id, said),
      );
    },
  );
  api.openapi(attemptRoute('resolutions', 'Resolve it', ResolutionBody), async (c) => {
    const said = { ...c.req.valid('json'), ...idempotencyKeyOf(c.req.valid('header')) };
    return sendVerdict(c, await resolveEscalation(admin, principalOf(c), c.req.valid('param').id, said));
  });
  api.openapi(attemptRoute('promote', 'Ask the next level now', PromoteBody), async (c) => {
    const said = { ...c.req.valid('json'), ...idempotencyKeyOf(c.req.valid('header')) };
    return sendVerdict(c, await promoteEscalation(admin, principalOf(c), c.req.valid('param').id, said));
  });
  api.openapi(attemptRoute('reassign', 'Ask others at the same level', ReassignBody), async (c) => {
    const said = { ...c.req.valid('json'), ...idempotencyKeyOf(c.req.valid('header')) };
    return sendVerdict(c, await reassignEscalation(admin, principalOf(c), c.req.valid('param').id, said));
  });
  api.openapi(attemptRoute('cancel', 'Cancel it, as an operator', ReasonBody), async (c) =>
    sendVerdict(
      c,
      await cancelEscalation(admin, principalOf(c), c.req.valid('param').id, c.req.valid('json')),
    ),
  );
}

function idempotencyKeyOf({ 'idempotency-key': key }: z.output<typeof IdempotencyHeader>): {
  decisionId?: string;
} {
  return key === undefined ? {} : { decisionId: key };
}
