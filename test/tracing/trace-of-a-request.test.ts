/** @jest-environment node */
import { type Span, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { defaultPayloadConverter } from '@temporalio/common';
import { ApprovalManager } from '../../client';
import type { ConfigInput } from '../../contract/config/config';
import { ADMIN_CONFIG, adminOn } from '../support/admin-app';
import { eventually, shownHash, startTemporal, type TemporalForTests } from '../support/temporal';

/*
 * The traces of a request, from the agent to the decision. An environment of its own: OpenTelemetry is global.
 */

const CONFIG: ConfigInput = {
  ...ADMIN_CONFIG,
  channels: { ops: { type: 'log' } },
  policies: [{ name: 'payments', actions: ['pay'], approvers: ['finance-team'] }],
};
/** No span may contain what people and agents write. */
const PLANTED = 'planted-secret';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
let temporal: TemporalForTests;

beforeAll(async () => {
  provider.register();
  temporal = await startTemporal({ keepsWorker: true });
});
afterAll(async () => {
  await temporal?.stop();
  await provider.shutdown();
});
beforeEach(() => exporter.reset());

/** Does the work in a new trace, and returns its id. */
async function inTrace(name: string, work: (span: Span) => Promise<unknown>): Promise<string> {
  return trace.getTracer('test').startActiveSpan(name, { root: true }, async (span) => {
    await work(span);
    span.end();
    return span.spanContext().traceId;
  });
}

const spansOf = (traceId: string) =>
  exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);

/** Waits for a span of this trace. Workflows report theirs when their task has ended. */
async function span(traceId: string, name: string): Promise<ReadableSpan> {
  const found = () => spansOf(traceId).find((one) => one.name === name);
  await eventually(async () => found() !== undefined);
  return found() as ReadableSpan;
}

const request = (id: string) => ({
  id,
  action: 'pay',
  requesterId: 'bot',
  context: { note: PLANTED },
  rationale: PLANTED,
});

it('one trace has the agent’s call, the plan, the message, the decision and the end', () =>
  temporal.withWorker(async () => {
    const { manager } = temporal;
    let approvers = '';
    const agents = await inTrace('agent', async () => {
      const { id } = await manager.requestApproval(request('paid'));
      approvers = await inTrace('approver', () =>
        manager.approve(id, { decidedBy: 'ana', via: 'inbox', notes: PLANTED }),
      );
      await manager.waitForApproval(id);
    });
    const parents: [string, string][] = [
      ['StartWorkflow:hitlApproval', 'agent'],
      ['Wait:request', 'agent'],
      ['RunActivity:planRequest', 'StartWorkflow:hitlApproval'],
      ['RunActivity:wakeNotifications', 'StartWorkflow:hitlApproval'],
      ['SignalWithStartWorkflow:hitlNotifications', 'RunActivity:wakeNotifications'],
      ['RunActivity:planDeliveries', 'SignalWithStartWorkflow:hitlNotifications'],
      ['RunActivity:deliver', 'SignalWithStartWorkflow:hitlNotifications'],
      ['HandleUpdate:decide', 'StartWorkflow:hitlApproval'],
      ['RunWorkflow:hitlApproval', 'StartWorkflow:hitlApproval'],
    ];
    for (const [name, parent] of parents) {
      const { parentSpanContext } = await span(agents, name);
      expect([name, parentSpanContext?.spanId]).toEqual([
        name,
        (await span(agents, parent)).spanContext().spanId,
      ]);
    }
    const decided = await span(agents, 'HandleUpdate:decide');
    expect(decided.attributes).toEqual({
      temporalWorkflowID: 'paid',
      temporalRunID: expect.any(String),
      'hitl.on': 'request',
      'hitl.verdict': 'accepted',
      'hitl.via': 'inbox',
    });
    const sent = await span(approvers, 'UpdateWorkflow:decide');
    expect(decided.links.map(({ context }) => context.spanId)).toEqual([sent.spanContext().spanId]);
    const run = await span(agents, 'RunWorkflow:hitlApproval');
    expect(run.attributes).toMatchObject({ 'hitl.status': 'approved' });
    const told = exporter
      .getFinishedSpans()
      .map(({ name, attributes, status, events }) => ({ name, attributes, status, events }));
    expect(JSON.stringify(told)).not.toContain(PLANTED);
  }, CONFIG));

it('a refused attempt and a Signal are spans, and an error has its name alone', () =>
  temporal.withWorker(async () => {
    const { manager, client } = temporal;
    const agents = await inTrace('agent', () => manager.requestApproval(request('refused')));
    await manager.approve('refused', { decidedBy: 'mallory' });
    expect((await span(agents, 'HandleUpdate:decide')).attributes).toMatchObject({
      'hitl.verdict': 'not_authorized',
      'hitl.via': 'sdk',
    });
    await client.workflow
      .getHandle('refused')
      .signal('decide', { decision: 'reject', decidedBy: 'ana', reason: 'no' });
    expect((await span(agents, 'HandleSignal:decide')).attributes).toMatchObject({
      'hitl.verdict': 'accepted',
    });
    const failed = await inTrace('agent', () =>
      manager.waitForEnd('refused-not', { timeout: '1s' }).catch(() => {}),
    );
    expect((await span(failed, 'Wait:request')).attributes).toMatchObject({
      'error.type': 'RequestNotFound',
    });
  }, CONFIG));

it('the admin server continues the trace of its caller, and names the route', () =>
  temporal.withWorker(async () => {
    const admin = adminOn(temporal, { config: CONFIG });
    const { id } = await temporal.manager.requestApproval(request('by-api'));
    await shownHash(temporal.manager, id);
    const as = await admin.as('ana');
    const caller = await inTrace('caller', async (own) => {
      const { traceId, spanId } = own.spanContext();
      const headers = { traceparent: `00-${traceId}-${spanId}-01` };
      const { status } = await as('POST', `/api/requests/${id}/decisions`, { decision: 'approve' }, headers);
      expect(status).toBe(200);
    });
    const served = await span(caller, 'POST /api/requests/:id/decisions');
    expect(served.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/api/requests/:id/decisions',
      'http.response.status_code': 200,
    });
    expect((await span(caller, 'UpdateWorkflow:decide')).parentSpanContext?.spanId).toBe(
      served.spanContext().spanId,
    );
  }, CONFIG));

it('a replay reports no span again', async () => {
  const agents = await inTrace('agent', () => temporal.manager.requestApproval(request('replayed')));
  await temporal.withWorker(async () => {
    await temporal.manager.approve('replayed', { decidedBy: 'mallory' });
    await span(agents, 'HandleUpdate:decide');
  }, CONFIG);
  await temporal.stopWorker();
  await temporal.withWorker(async () => {
    await temporal.manager.approve('replayed', { decidedBy: 'ana' });
    await span(agents, 'RunWorkflow:hitlApproval');
  }, CONFIG);
  const handled = spansOf(agents).filter(({ name }) => name === 'HandleUpdate:decide');
  expect(handled.map(({ attributes }) => attributes['hitl.verdict'])).toEqual(['not_authorized', 'accepted']);
});

it('a forged header does not disturb a request', () =>
  temporal.withWorker(async () => {
    const { client, manager } = temporal;
    const forged = { '_tracer-data': defaultPayloadConverter.toPayload({ traceparent: { evil: PLANTED } }) };
    const forging = client.workflow.options.interceptors;
    Object.assign(client.workflow.options, {
      interceptors: [
        {
          start: (input: object, next: (input: never) => unknown) =>
            next({ ...input, headers: forged } as never),
        },
      ],
    });
    const other = new ApprovalManager(client, { taskQueue: temporal.taskQueue });
    await other.requestApproval(request('forged'));
    Object.assign(client.workflow.options, { interceptors: forging });
    expect(await manager.approve('forged', { decidedBy: 'ana' })).toMatchObject({ status: 'approved' });
  }, CONFIG));
