import { createRoute, z } from '@hono/zod-openapi';
import { defined } from '../../../contract/defined';
import { REQUEST_ORDERS } from '../../../contract/names';
import { RequestListSchema } from '../../../contract/records/lists';
import { RequestedApprovalSchema, RequestViewSchema } from '../../../contract/records/request';
import { RequestKindSchema, RequestStatusSchema, SeveritySchema } from '../../../contract/records/values';
import { VerdictSchema } from '../../../contract/records/verdicts';
import { NameSchema } from '../../../contract/text';
import { readRequest } from '../../access/read-request';
import {
  cancelRequest,
  commentOnRequest,
  decideRequest,
  listRequests,
  requestApproval,
} from '../../access/requests';
import type { AdminContext } from '../../http/context';
import { send, sendVerdict } from '../../http/problem';
import { CommentBody, DecisionBody, ReasonBody, RequestBody } from '../bodies';
import {
  ageFields,
  dueField,
  namePatternParam,
  repeatable,
  type Api,
  jsonBody,
  writeResponses,
  IdempotencyHeader,
  IdParam,
  verdictResponses,
  namesParam,
  pageFields,
  readResponses,
  principalOf,
  searchParam,
} from '../route-parts';

const tags = ['requests'];

const create = createRoute({
  method: 'post',
  path: '/requests',
  tags,
  summary: 'Request an approval',
  request: jsonBody(RequestBody),
  responses: {
    ...writeResponses(
      RequestedApprovalSchema,
      'This id was requested before with the same content. Nothing is changed.',
    ),
    201: { description: 'Requested', content: { 'application/json': { schema: RequestedApprovalSchema } } },
  },
});

const list = createRoute({
  method: 'get',
  path: '/requests',
  tags,
  summary: 'List the requests that you may read',
  request: {
    query: z.strictObject({
      status: z.enum([...RequestStatusSchema.options, 'ended']).optional(),
      kind: RequestKindSchema.optional(),
      approver: namesParam,
      action: namePatternParam,
      resource: namePatternParam,
      requester: namePatternParam,
      run: NameSchema.optional(),
      policy: repeatable(NameSchema, 'A policy that requires something. Any of them matches.'),
      severity: repeatable(SeveritySchema, 'What the policies set. Any of them matches.'),
      order: z.enum(REQUEST_ORDERS).optional().openapi({
        description:
          '`deadline`: only pending requests, the earliest deadline first. `age`: the oldest first. `severity`: the highest first, those without one last. Default `newest`.',
      }),
      search: searchParam(
        'Words of the description, action, resource, requester, run or id. All must be there; the beginning of a word is enough, and of an id any part. `searched` says how many requests were searched, and about how many match.',
      ),
      ...ageFields,
      dueWithin: dueField,
      ...pageFields,
    }),
  },
  responses: readResponses(RequestListSchema, 'A page of the list'),
});

const get = createRoute({
  method: 'get',
  path: '/requests/{id}',
  tags,
  summary: 'Get a request',
  request: { params: IdParam },
  responses: readResponses(RequestViewSchema, 'The request'),
});

const decide = createRoute({
  method: 'post',
  path: '/requests/{id}/decisions',
  tags,
  summary: 'Approve, reject, edit or answer',
  description:
    '`expected` names what the person was shown. If the policy says `mustReadAll`, an approval must name ' +
    '`expected.contentHash`, which is `plan.contentHash` of the request. Without it the verdict is `invalid`.',
  request: { params: IdParam, headers: IdempotencyHeader, ...jsonBody(DecisionBody) },
  responses: verdictResponses(VerdictSchema),
});

const comment = createRoute({
  method: 'post',
  path: '/requests/{id}/comments',
  tags,
  summary: 'Comment on an open request, without deciding',
  request: { params: IdParam, headers: IdempotencyHeader, ...jsonBody(CommentBody) },
  responses: verdictResponses(VerdictSchema),
});

const cancel = createRoute({
  method: 'post',
  path: '/requests/{id}/cancel',
  tags,
  summary: 'Cancel, as its requester or an operator',
  request: { params: IdParam, ...jsonBody(ReasonBody) },
  responses: verdictResponses(VerdictSchema),
});

export function addRequestRoutes(api: Api, admin: AdminContext): void {
  api.openapi(create, async (c) => {
    const requested = await requestApproval(admin, principalOf(c), c.req.valid('json'));
    return send(c, requested, requested.created ? 201 : 200);
  });
  api.openapi(list, async (c) => {
    const { requester: requesterId, run: runId, ...rest } = c.req.valid('query');
    return send(c, await listRequests(admin, principalOf(c), { ...rest, requesterId, runId }));
  });
  api.openapi(get, async (c) => send(c, await readRequest(admin, principalOf(c), c.req.valid('param').id)));
  api.openapi(decide, async (c) => {
    const decisionId = c.req.valid('header')['idempotency-key'];
    const decision = { ...c.req.valid('json'), ...defined({ decisionId }) };
    return sendVerdict(c, await decideRequest(admin, principalOf(c), c.req.valid('param').id, decision));
  });
  api.openapi(comment, async (c) => {
    const decisionId = c.req.valid('header')['idempotency-key'];
    const said = { ...c.req.valid('json'), ...defined({ decisionId }) };
    return sendVerdict(c, await commentOnRequest(admin, principalOf(c), c.req.valid('param').id, said));
  });
  api.openapi(cancel, async (c) =>
    sendVerdict(c, await cancelRequest(admin, principalOf(c), c.req.valid('param').id, c.req.valid('json'))),
  );
}
