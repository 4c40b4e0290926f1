import { createRoute, z } from '@hono/zod-openapi';
import { defined } from '../../../contract/defined';
import { VerdictSchema } from '../../../contract/records/verdicts';
import { inBatches } from '../../../rules/batches';
import { decideListed } from '../../access/decide-listed';
import type { AdminContext } from '../../http/context';
import { ProblemSchema, send, httpStatusOf, problemOf } from '../../http/problem';
import { DecisionsBody } from '../bodies';
import { type Api, jsonBody, writeResponses, IdempotencyHeader, principalOf } from '../route-parts';

/** How many decisions are sent to Temporal at the same time. */
const CONCURRENCY = 10;

const ResultsSchema = z
  .strictObject({
    results: z.array(
      z.strictObject({
        id: z.string(),
        status: z
          .int()
          .openapi({ description: 'The HTTP status that this decision would have got on its own.' }),
        verdict: VerdictSchema.optional(),
        mismatches: z
          .array(z.string())
          .optional()
          .openapi({
            description:
              'The fields in which the list differs from the request, such as `action`. The request was ' +
              'not decided. Read the request itself, and decide it on its own.',
          }),
        problem: ProblemSchema.optional(),
      }),
    ),
  })
  .openapi('DecisionResults');

type Result = z.output<typeof ResultsSchema>['results'][number];

const decideMany = createRoute({
  method: 'post',
  path: '/decisions',
  tags: ['requests'],
  summary: 'Decide up to 100 requests at once',
  description:
    'Each decision gets its own verdict, in the same order. Each must name the `expected.contentHash` that was shown. ' +
    'The server reads each request itself. If the list differs from the request, or the hash ' +
    'differs, the verdict is `superseded`. A request whose policy says `bulk: false`, whose policies cannot be read now, or whose evidence cannot be shown, gets the ' +
    'verdict `invalid`. ' +
    'The Idempotency-Key applies to every decision without a `decisionId`.',
  request: { headers: IdempotencyHeader, ...jsonBody(DecisionsBody) },
  responses: writeResponses(ResultsSchema, 'The result of each decision'),
});

export function addDecisionRoutes(api: Api, admin: AdminContext): void {
  api.openapi(decideMany, async (c) => {
    const who = principalOf(c);
    const key = c.req.valid('header')['idempotency-key'];
    const { decisions } = c.req.valid('json');
    const decideOne = async ({ id, ...sent }: (typeof decisions)[number]): Promise<Result> => {
      const decisionId = sent.decisionId ?? key;
      try {
        const decision = { ...sent, ...defined({ decisionId }) };
        const { verdict, mismatches } = await decideListed(admin, who, id, decision);
        return { id, status: httpStatusOf(verdict), verdict, ...defined({ mismatches }) };
      } catch (error) {
        const problem = problemOf(admin, error, id);
        return { id, status: problem.status, problem };
      }
    };
    return send(c, { results: await inBatches(decisions, CONCURRENCY, decideOne) });
  });
}
