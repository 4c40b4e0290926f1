import { createRoute } from '@hono/zod-openapi';
import { DryRunSchema, PoliciesViewSchema } from '../../../contract/records/policies';
import { dryRunRequest, readPolicies } from '../../access/policies';
import type { AdminContext } from '../../http/context';
import { send } from '../../http/problem';
import { DryRunBody } from '../bodies';
import { type Api, jsonBody, writeResponses, readResponses, principalOf } from '../route-parts';

const tags = ['policies'];

const get = createRoute({
  method: 'get',
  path: '/policies',
  tags,
  summary: 'Get the rules of the worker, at most ten seconds old',
  description: 'Needs permission to administer, or to read everything. Without a worker: 503.',
  responses: readResponses(PoliciesViewSchema, 'The rules'),
});

const tryOut = createRoute({
  method: 'post',
  path: '/policies/dry-run',
  tags,
  summary: 'Try the policies: who would have to approve this request?',
  description:
    'Makes no request and notifies nobody. Needs permission to read the rules. Without a worker: 503.',
  request: jsonBody(DryRunBody),
  responses: writeResponses(DryRunSchema, 'What would happen to the request'),
});

export function addPolicyRoutes(api: Api, admin: AdminContext): void {
  api.openapi(get, async (c) => send(c, await readPolicies(admin, principalOf(c))));
  api.openapi(tryOut, async (c) => send(c, await dryRunRequest(admin, principalOf(c), c.req.valid('json'))));
}
