import { createRoute, z } from '@hono/zod-openapi';
import { NameSchema } from '../../../contract/text';
import { historyOf } from '../../access/escalations';
import { readRun } from '../../access/read-run';
import { cancelRun, escalate, finishRun, listRuns, report, startRun } from '../../access/runs';
import type { Desk } from '../../desk/desk';
import { EscalatedSchema } from '../answers/escalated';
import { HistorySchema } from '../answers/escalation-item';
import { ReportResultSchema } from '../answers/report';
import { RunSchema } from '../answers/run';
import { RunListSchema, StartedRunSchema } from '../answers/run-item';
import { RunVerdictSchema } from '../answers/verdicts';
import { RunStatusSchema } from '../answers/words';
import { type Api, whoOf } from '../api-env';
import { ReasonBody } from '../bodies/request';
import { EscalateBody, FinishBody, ReportBody, RunBody } from '../bodies/run';
import { body, does, judges, reads } from '../documented';
import { ageFields, IdParam, pageFields } from '../params';
import { send, sendVerdict } from '../send';

const tags = ['runs'];
const params = { params: IdParam };

const list = createRoute({
  method: 'get',
  path: '/runs',
  tags,
  summary: 'The agent runs that you may read: all, or your own',
  request: {
    query: z.strictObject({
      status: RunStatusSchema.optional(),
      agent: NameSchema.optional(),
      requester: NameSchema.optional(),
      ...ageFields,
      ...pageFields,
    }),
  },
  responses: reads(RunListSchema, 'A page of them'),
});

const start = createRoute({
  method: 'post',
  path: '/runs',
  tags,
  summary: 'Start a run of an agent that the worker hosts',
  request: body(RunBody),
  responses: {
    ...does(StartedRunSchema, 'It was started before with the same input: nothing new'),
    201: { description: 'Started', content: { 'application/json': { schema: StartedRunSchema } } },
  },
});

const get = createRoute({
  method: 'get',
  path: '/runs/{id}',
  tags,
  summary: 'A run as it stands',
  request: params,
  responses: reads(RunSchema, 'The run'),
});

const sendReport = createRoute({
  method: 'post',
  path: '/runs/{id}/reports',
  tags,
  summary: 'Report how an agent elsewhere stands, and be told whether it must escalate',
  description: 'The first report starts the run. Without a worker: 503, never a quiet no.',
  request: { ...params, ...body(ReportBody) },
  responses: does(ReportResultSchema, 'Whether to escalate, and why'),
});

const history = createRoute({
  method: 'get',
  path: '/runs/{id}/escalations',
  tags,
  summary: 'The escalations of a run in order',
  request: params,
  responses: reads(HistorySchema, 'All of them'),
});

const escalateRun = createRoute({
  method: 'post',
  path: '/runs/{id}/escalations',
  tags,
  summary: 'Escalate without a trigger',
  request: { ...params, ...body(EscalateBody) },
  responses: {
    ...does(EscalatedSchema, 'Its one open escalation'),
    202: {
      description: 'Delivered: it will be opened when a worker is back',
      content: { 'application/json': { schema: EscalatedSchema } },
    },
  },
});

const finish = createRoute({
  method: 'post',
  path: '/runs/{id}/finish',
  tags,
  summary: 'The agent is done',
  request: { ...params, ...body(FinishBody) },
  responses: judges(RunVerdictSchema),
});

const cancel = createRoute({
  method: 'post',
  path: '/runs/{id}/cancel',
  tags,
  summary: 'Cancel a run, and with it what it has open',
  request: { ...params, ...body(ReasonBody) },
  responses: judges(RunVerdictSchema),
});

export function addRunRoutes(api: Api, desk: Desk): void {
  api.openapi(list, async (c) => {
    const { requester: requesterId, ...rest } = c.req.valid('query');
    return send(c, await listRuns(desk, whoOf(c), { ...rest, requesterId }));
  });
  api.openapi(start, async (c) => {
    const started = await startRun(desk, whoOf(c), c.req.valid('json'));
    return send(c, started, started.created ? 201 : 200);
  });
  api.openapi(get, async (c) => send(c, await readRun(desk, whoOf(c), c.req.valid('param').id)));
  api.openapi(sendReport, async (c) =>
    send(c, await report(desk, whoOf(c), c.req.valid('param').id, c.req.valid('json'))),
  );
  api.openapi(history, async (c) =>
    send(c, { items: await historyOf(desk, whoOf(c), c.req.valid('param').id) }),
  );
  api.openapi(escalateRun, async (c) => {
    const escalated = await escalate(desk, whoOf(c), c.req.valid('param').id, c.req.valid('json'));
    return send(c, escalated, escalated.queued ? 202 : 200);
  });
  api.openapi(finish, async (c) =>
    sendVerdict(c, await finishRun(desk, whoOf(c), c.req.valid('param').id, c.req.valid('json'))),
  );
  api.openapi(cancel, async (c) =>
    sendVerdict(c, await cancelRun(desk, whoOf(c), c.req.valid('param').id, c.req.valid('json'))),
  );
}
