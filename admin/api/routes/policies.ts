import { createRoute } from '@hono/zod-openapi';
import { dryRunFor, policiesFor } from '../../access/policies';
import type { Desk } from '../../desk/desk';
import { DryRunSchema, PoliciesSchema } from '../answers/policies';
import { type Api, whoOf } from '../api-env';
import { DryRunBody } from '../bodies/request';
import { body, does, reads } from '../documented';
import { send } from '../send';

const tags = ['policies'];

const get = createRoute({
  method: 'get',
  path: '/policies',
  tags,
  summary: 'The rules as the worker has them, at most ten seconds old',
  description: 'For whoever may administer or read everything. Without a worker: 503.',
  responses: reads(PoliciesSchema, 'The rules'),
});

const tryOut = createRoute({
  method: 'post',
  path: '/policies/dry-run',
  tags,
  summary: 'Who would have to approve this?',
  description:
    'Nothing is requested, and nobody is told. For whoever may see the rules. Without a worker: 503.',
  request: body(DryRunBody),
  responses: does(DryRunSchema, 'What the request would come to'),
});

export function addPolicyRoutes(api: Api, desk: Desk): void {
  api.openapi(get, async (c) => send(c, await policiesFor(desk, whoOf(c))));
  api.openapi(tryOut, async (c) => send(c, await dryRunFor(desk, whoOf(c), c.req.valid('json'))));
}
