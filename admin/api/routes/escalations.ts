import { createRoute, z } from '@hono/zod-openapi';
import { NameSchema } from '../../../contract/text';
import {
  acknowledge,
  cancelEscalation,
  listEscalations,
  promote,
  reassign,
  resolve,
} from '../../access/escalations';
import { readEscalation } from '../../access/read-escalation';
import type { Desk } from '../../desk/desk';
import { EscalationSchema } from '../answers/escalation';
import { EscalationListSchema } from '../answers/escalation-item';
import { EscalationVerdictSchema } from '../answers/verdicts';
import { EscalationStatusSchema, LevelSchema } from '../answers/words';
import { type Api, whoOf } from '../api-env';
import { AcknowledgeBody, PromoteBody, ReassignBody, ResolutionBody } from '../bodies/escalation';
import { ReasonBody } from '../bodies/request';
import { body, judges, reads } from '../documented';
import { ageFields, IdempotencyHeader, IdParam, namesParam, pageFields } from '../params';
import { send, sendVerdict } from '../send';

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
  responses: reads(EscalationListSchema, 'A page of them'),
});

const get = createRoute({
  method: 'get',
  path: '/escalations/{id}',
  tags,
  summary: 'An escalation as it stands',
  request: { params: IdParam },
  responses: reads(EscalationSchema, 'The escalation'),
});

function acting<Schema extends z.ZodType>(path: string, summary: string, schema: Schema) {
  return createRoute({
    method: 'post',
    path: `/escalations/{id}/${path}`,
    tags,
    summary,
    request: { params: IdParam, headers: IdempotencyHeader, ...body(schema) },
    responses: judges(EscalationVerdictSchema),
  });
}

export function addEscalationRoutes(api: Api, desk: Desk): void {
  api.openapi(list, async (c) => {
    const { run: runId, ...rest } = c.req.valid('query');
    return send(c, await listEscalations(desk, whoOf(c), { ...rest, runId }));
  });
  api.openapi(get, async (c) => send(c, await readEscalation(desk, whoOf(c), c.req.valid('param').id)));
  api.openapi(
    acting('acknowledge', '"I have it": stops promotion, not the deadline', AcknowledgeBody),
    async (c) => {
      const said = { ...c.req.valid('json'), ...keyOf(c.req.valid('header')) };
      return sendVerdict(c, await acknowledge(desk, whoOf(c), c.req.valid('param').id, said));
    },
  );
  api.openapi(acting('resolutions', 'Resolve it', ResolutionBody), async (c) => {
    const said = { ...c.req.valid('json'), ...keyOf(c.req.valid('header')) };
    return sendVerdict(c, await resolve(desk, whoOf(c), c.req.valid('param').id, said));
  });
  api.openapi(acting('promote', 'Ask the next level now', PromoteBody), async (c) => {
    const said = { ...c.req.valid('json'), ...keyOf(c.req.valid('header')) };
    return sendVerdict(c, await promote(desk, whoOf(c), c.req.valid('param').id, said));
  });
  api.openapi(acting('reassign', 'Ask others at the same level', ReassignBody), async (c) => {
    const said = { ...c.req.valid('json'), ...keyOf(c.req.valid('header')) };
    return sendVerdict(c, await reassign(desk, whoOf(c), c.req.valid('param').id, said));
  });
  api.openapi(acting('cancel', 'Cancel it, as an operator', ReasonBody), async (c) =>
    sendVerdict(c, await cancelEscalation(desk, whoOf(c), c.req.valid('param').id, c.req.valid('json'))),
  );
}

function keyOf({ 'idempotency-key': key }: z.output<typeof IdempotencyHeader>): { decisionId?: string } {
  return key === undefined ? {} : { decisionId: key };
}
