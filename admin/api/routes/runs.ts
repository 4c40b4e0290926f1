import { createRoute, z } from '@hono/zod-openapi';
import { RUN_ORDERS } from '../../../contract/names';
import { ReportResultSchema } from '../../../contract/records/check';
import { EscalatedSchema } from '../../../contract/records/escalation';
import { HistorySchema, RunListSchema } from '../../../contract/records/lists';
import { RunViewSchema, StartedRunSchema } from '../../../contract/records/run';
import { JsonObjectSchema, JsonSchema, RunStatusSchema } from '../../../contract/records/values';
import { RunVerdictSchema } from '../../../contract/records/verdicts';
import { EscalateSchema } from '../../../contract/run';
import { NameSchema } from '../../../contract/text';
import { readHistory } from '../../access/escalations';
import { cancelRun, escalateRun, finishRun, listRuns, readRun, reportRun, startRun } from '../../access/runs';
import type { AdminContext } from '../../http/context';
import { send, sendVerdict } from '../../http/problem';
import { ReasonBody } from '../bodies';
import {
  ageFields,
  type Api,
  jsonBody,
  namePatternParam,
  writeResponses,
  IdParam,
  verdictResponses,
  pageFields,
  readResponses,
  principalOf,
} from '../route-parts';

const requesterId = NameSchema.optional().openapi({
  description:
    'Default: the sender. A person can name only themselves. A program names the person it works for.',
});

const RunBody = z
  .strictObject({
    agent: NameSchema,
    input: JsonSchema.optional(),
    id: NameSchema.optional().openapi({
      description: 'Sending the same id again does not start a second run.',
    }),
    requesterId,
  })
  .openapi('RunBody');

const ReportBody = z
  .strictObject({
    context: JsonObjectSchema.meta({
      description: 'The values that the triggers evaluate. At most 256 KB.',
    }),
    escalate: z.boolean().optional(),
    reportId: NameSchema.optional().openapi({
      description: 'Sent again with the same id, the report counts once.',
    }),
    requesterId,
  })
  .openapi('ReportBody');

const { level, reason } = EscalateSchema.shape;

const EscalateBody = z
  .strictObject({ level, reason, context: JsonObjectSchema.optional(), requesterId })
  .openapi('EscalateBody');

const FinishBody = z.strictObject({ output: JsonSchema.optional() }).openapi('FinishBody');

const tags = ['runs'];
const params = { params: IdParam };

const list = createRoute({
  method: 'get',
  path: '/runs',
  tags,
  summary: 'List the agent runs that you may read: all, or your own',
  request: {
    query: z.strictObject({
      status: RunStatusSchema.optional(),
      agent: namePatternParam,
      requester: namePatternParam,
      order: z
        .enum(RUN_ORDERS)
        .optional()
        .openapi({ description: '`age`: the oldest first. Default `newest`.' }),
      ...ageFields,
      ...pageFields,
    }),
  },
  responses: readResponses(RunListSchema, 'A page of the list'),
});

const start = createRoute({
  method: 'post',
  path: '/runs',
  tags,
  summary: 'Start a run of an agent that the worker hosts',
  request: jsonBody(RunBody),
  responses: {
    ...writeResponses(
      StartedRunSchema,
      'This id was started before with the same input. Nothing is changed.',
    ),
    201: { description: 'Started', content: { 'application/json': { schema: StartedRunSchema } } },
  },
});

const get = createRoute({
  method: 'get',
  path: '/runs/{id}',
  tags,
  summary: 'Get a run',
  request: params,
  responses: readResponses(RunViewSchema, 'The run'),
});

const sendReport = createRoute({
  method: 'post',
  path: '/runs/{id}/reports',
  tags,
  summary: 'Report the state of an agent that runs elsewhere, and learn whether it must escalate',
  description:
    'The first report starts the run. Without a worker: 503, so that a missing answer is never taken for "no".',
  request: { ...params, ...jsonBody(ReportBody) },
  responses: writeResponses(ReportResultSchema, 'Whether to escalate, and why'),
});

const history = createRoute({
  method: 'get',
  path: '/runs/{id}/escalations',
  tags,
  summary: 'List the escalations of a run, oldest first',
  request: params,
  responses: readResponses(HistorySchema, 'All escalations of the run'),
});

const escalateRoute = createRoute({
  method: 'post',
  path: '/runs/{id}/escalations',
  tags,
  summary: 'Escalate without a trigger',
  request: { ...params, ...jsonBody(EscalateBody) },
  responses: {
    ...writeResponses(EscalatedSchema, 'The one open escalation of the run'),
    202: {
      description: 'Delivered: the escalation is opened when a worker is back',
      content: { 'application/json': { schema: EscalatedSchema } },
    },
  },
});

const finish = createRoute({
  method: 'post',
  path: '/runs/{id}/finish',
  tags,
  summary: 'Finish a run: the agent is done',
  request: { ...params, ...jsonBody(FinishBody) },
  responses: verdictResponses(RunVerdictSchema),
});

const cancel = createRoute({
  method: 'post',
  path: '/runs/{id}/cancel',
  tags,
  summary: 'Cancel a run with its open requests and escalation',
  request: { ...params, ...jsonBody(ReasonBody) },
  responses: verdictResponses(RunVerdictSchema),
});

export function addRunRoutes(api: Api, admin: AdminContext): void {
  api.openapi(list, async (c) => {
    const { requester: requesterId, ...rest } = c.req.valid('query');
    return send(c, await listRuns(admin, principalOf(c), { ...rest, requesterId }));
  });
  api.openapi(start, async (c) => {
    const started = await startRun(admin, principalOf(c), c.req.valid('json'));
    return send(c, started, started.created ? 201 : 200);
  });
  api.openapi(get, async (c) => send(c, await readRun(admin, principalOf(c), c.req.valid('param').id)));
  api.openapi(sendReport, async (c) =>
    send(c, await reportRun(admin, principalOf(c), c.req.valid('param').id, c.req.valid('json'))),
  );
  api.openapi(history, async (c) =>
    send(c, { items: await readHistory(admin, principalOf(c), c.req.valid('param').id) }),
  );
  api.openapi(escalateRoute, async (c) => {
    const escalated = await escalateRun(admin, principalOf(c), c.req.valid('param').id, c.req.valid('json'));
    return send(c, escalated, escalated.queued ? 202 : 200);
  });
  api.openapi(finish, async (c) =>
    sendVerdict(c, await finishRun(admin, principalOf(c), c.req.valid('param').id, c.req.valid('json'))),
  );
  api.openapi(cancel, async (c) =>
    sendVerdict(c, await cancelRun(admin, principalOf(c), c.req.valid('param').id, c.req.valid('json'))),
  );
}
