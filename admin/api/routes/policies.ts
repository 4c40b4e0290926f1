import { createRoute } from '@hono/zod-openapi';
import { dryRunRequest, readPolicies } from '../../access/policies';
import { DryRunSchema, PoliciesSchema } from '../answers/policies';
import { type Api, jsonBody, writeResponses, readResponses, principalOf } from '../route-parts';
import { DryRunBody } from '../bodies';
import { send } from '../../http/problem';
import type { AdminContext } from '../../http/context';

const tags = ['policies'];

const get = createRoute({
  method: 'get',
  path: '/policies',
  tags,
  summary: 'The rules as the worker has them, at most ten seconds old',
  description: 'For whoever may administer or read everything. Without a worker: 503.',
  responses: readResponses(PoliciesSchema, 'The rules'),
});

const tryOut = createRoute({
  method: 'post',
  path: '/policies/dry-run',
  tags,
  summary: 'Who would have to approve this?',
  description:
    'Nothing is requested, and nobody is told. For whoever may see the rules. Without a worker: 503.',
  request: jsonBody(DryRunBody),
  responses: writeResponses(DryRunSchema, 'What the request would come to'),
});

export function addPolicyRoutes(api: Api, admin: AdminContext): void {
  api.openapi(get, async (c) => send(c, await readPolicies(admin, principalOf(c))));
  api.openapi(tryOut, async (c) => send(c, await dryRunRequest(admin, principalOf(c), c.req.valid('json'))));
}
