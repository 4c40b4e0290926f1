import { createRoute, z } from '@hono/zod-openapi';
import { decideListed } from '../../access/decide-listed';
import { ProblemSchema, send, httpStatusOf, toProblem } from '../../http/problem';
import { VerdictSchema } from '../answers/verdicts';
import { type Api, jsonBody, writeResponses, IdempotencyHeader, principalOf } from '../route-parts';
import { DecisionsBody } from '../bodies';
import type { AdminContext } from '../../http/context';

/** Decisions sent at a time: each is a conversation with Temporal. */
const CONCURRENCY = 10;

const ResultsSchema = z
  .strictObject({
    results: z.array(
      z.strictObject({
        id: z.string(),
        status: z.int().openapi({ description: 'What the decision alone would have been answered with.' }),
        verdict: VerdictSchema.optional(),
        mismatches: z
          .array(z.string())
          .optional()
          .openapi({
            description:
              'The fields in which lists show something else than the request contains, such as `action`: nothing was ' +
              'decided. Read the request itself, and decide it by itself.',
          }),
        problem: ProblemSchema.optional(),
      }),
    ),
  })
  .openapi('DecisionResults');

type Results = z.output<typeof ResultsSchema>['results'];

const decideMany = createRoute({
  method: 'post',
  path: '/decisions',
  tags: ['requests'],
  summary: 'Decide up to 100 requests at once',
  description:
    'Each gets a verdict of its own, in the order given. Each must name the `expected.contentHash` that was shown. The ' +
    'server reads each request itself: where the list shows something else than the request contains, or the hash is ' +
    'another, the verdict is `superseded`. The Idempotency-Key counts for each that has no `decisionId`.',
  request: { headers: IdempotencyHeader, ...jsonBody(DecisionsBody) },
  responses: writeResponses(ResultsSchema, 'What became of each'),
});

export function addDecisionRoutes(api: Api, admin: AdminContext): void {
  api.openapi(decideMany, async (c) => {
    const who = principalOf(c);
    const key = c.req.valid('header')['idempotency-key'];
    const { decisions } = c.req.valid('json');
    const decideOne = async ({ id, ...said }: (typeof decisions)[number]): Promise<Results[number]> => {
      const decisionId = said.decisionId ?? key;
      try {
        const given = { ...said, ...(decisionId !== undefined && { decisionId }) };
        const { verdict, mismatches } = await decideListed(admin, who, id, given);
        return { id, status: httpStatusOf(verdict), verdict, ...(mismatches && { mismatches }) };
      } catch (error) {
        const problem = toProblem(error);
        if (problem.status === 500) admin.log(`${id}: ${(error as Error).stack}`);
        return { id, status: problem.status, problem };
      }
    };
    const results: Results = [];
    for (let from = 0; from < decisions.length; from += CONCURRENCY)
      results.push(...(await Promise.all(decisions.slice(from, from + CONCURRENCY).map(decideOne))));
    return send(c, { results });
  });
}
