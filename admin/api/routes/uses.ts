import { createRoute } from '@hono/zod-openapi';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ClaimOutcome } from '../../../contract/names';
import { ClaimSchema } from '../../../contract/records/use';
import { UseVerdictSchema } from '../../../contract/records/verdicts';
import { claimRequest, reportOutcome } from '../../access/uses';
import type { AdminContext } from '../../http/context';
import { send, sendVerdict } from '../../http/problem';
import { ClaimBody, OutcomeBody } from '../bodies';
import { type Api, IdParam, jsonBody, principalOf, problemResponses, verdictResponses } from '../route-parts';

const tags = ['requests'];

const json = { 'application/json': { schema: ClaimSchema } };
const taken = problemResponses(409)[409];

const claim = createRoute({
  method: 'post',
  path: '/requests/{id}/claim',
  tags,
  summary: 'Claim an approval at the moment of its use',
  description:
    'An approval can be used once. Only `claimed` lets the sender act. Report what happened afterwards, with the `attemptId` of the claim.',
  request: { params: IdParam, ...jsonBody(ClaimBody) },
  responses: {
    ...problemResponses(400, 404, 413, 415),
    200: { description: '`claimed`', content: json },
    409: {
      description: `\`already_claimed\`, \`changed\` or \`not_approved\`; or a problem: ${taken?.description}`,
      content: { ...json, ...taken?.content },
    },
    410: { description: '`stale`: the time for its use has passed', content: json },
  },
});

const report = createRoute({
  method: 'post',
  path: '/requests/{id}/outcome',
  tags,
  summary: 'Report what happened to a claimed approval',
  request: { params: IdParam, ...jsonBody(OutcomeBody) },
  responses: {
    ...verdictResponses(UseVerdictSchema),
    409: {
      description: `\`conflict\`; or a problem: ${taken?.description}`,
      content: { 'application/json': { schema: UseVerdictSchema }, ...taken?.content },
    },
  },
});

const STATUS_OF: Record<ClaimOutcome, ContentfulStatusCode> = {
  claimed: 200,
  already_claimed: 409,
  changed: 409,
  not_approved: 409,
  stale: 410,
};

export function addUseRoutes(api: Api, admin: AdminContext): void {
  api.openapi(claim, async (c) => {
    const answer = await claimRequest(admin, principalOf(c), c.req.valid('param').id, c.req.valid('json'));
    return send(c, answer, STATUS_OF[answer.outcome]);
  });
  api.openapi(report, async (c) =>
    sendVerdict(c, await reportOutcome(admin, principalOf(c), c.req.valid('param').id, c.req.valid('json'))),
  );
}
