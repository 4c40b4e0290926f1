import { createRoute, z } from '@hono/zod-openapi';
import { NameSchema } from '../../../contract/text';
import { cancelRequest, decideRequest, listRequests, requestApproval } from '../../access/requests';
import { readRequest } from '../../access/read-request';
import type { Desk } from '../../desk/desk';
import { RequestSchema } from '../answers/request';
import { RequestedApprovalSchema, RequestListSchema } from '../answers/request-item';
import { VerdictSchema } from '../answers/verdicts';
import { RequestKindSchema, RequestStatusSchema } from '../answers/words';
import { type Api, whoOf } from '../api-env';
import { DecisionBody, ReasonBody, RequestBody } from '../bodies/request';
import { body, does, judges, reads } from '../documented';
import { ageFields, IdempotencyHeader, IdParam, namesParam, pageFields } from '../params';
import { send, sendVerdict } from '../send';

const tags = ['requests'];

const create = createRoute({
  method: 'post',
  path: '/requests',
  tags,
  summary: 'Request an approval',
  request: body(RequestBody),
  responses: {
    ...does(RequestedApprovalSchema, 'It was requested before with the same content: nothing new'),
    201: { description: 'Requested', content: { 'application/json': { schema: RequestedApprovalSchema } } },
  },
});

const list = createRoute({
  method: 'get',
  path: '/requests',
  tags,
  summary: 'The requests that you may read',
  request: {
    query: z.strictObject({
      status: RequestStatusSchema.optional(),
      kind: RequestKindSchema.optional(),
      approver: namesParam,
      action: NameSchema.optional(),
      requester: NameSchema.optional(),
      run: NameSchema.optional(),
      order: z.enum(['newest', 'deadline']).optional().openapi({
        description: '`deadline`: the pending ones alone, soonest deadline first. Default `newest`.',
      }),
      ...ageFields,
      ...pageFields,
    }),
  },
  responses: reads(RequestListSchema, 'A page of them'),
});

const get = createRoute({
  method: 'get',
  path: '/requests/{id}',
  tags,
  summary: 'A request as it stands',
  request: { params: IdParam },
  responses: reads(RequestSchema, 'The request'),
});

const decide = createRoute({
  method: 'post',
  path: '/requests/{id}/decisions',
  tags,
  summary: 'Approve or reject',
  request: { params: IdParam, headers: IdempotencyHeader, ...body(DecisionBody) },
  responses: judges(VerdictSchema),
});

const cancel = createRoute({
  method: 'post',
  path: '/requests/{id}/cancel',
  tags,
  summary: 'Cancel, as its requester or an operator',
  request: { params: IdParam, ...body(ReasonBody) },
  responses: judges(VerdictSchema),
});

export function addRequestRoutes(api: Api, desk: Desk): void {
  api.openapi(create, async (c) => {
    const requested = await requestApproval(desk, whoOf(c), c.req.valid('json'));
    return send(c, requested, requested.created ? 201 : 200);
  });
  api.openapi(list, async (c) => {
    const { requester: requesterId, run: runId, ...rest } = c.req.valid('query');
    return send(c, await listRequests(desk, whoOf(c), { ...rest, requesterId, runId }));
  });
  api.openapi(get, async (c) => send(c, await readRequest(desk, whoOf(c), c.req.valid('param').id)));
  api.openapi(decide, async (c) => {
    const decisionId = c.req.valid('header')['idempotency-key'];
    const said = { ...c.req.valid('json'), ...(decisionId !== undefined && { decisionId }) };
    return sendVerdict(c, await decideRequest(desk, whoOf(c), c.req.valid('param').id, said));
  });
  api.openapi(cancel, async (c) =>
    sendVerdict(c, await cancelRequest(desk, whoOf(c), c.req.valid('param').id, c.req.valid('json'))),
  );
}
