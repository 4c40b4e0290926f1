import { randomUUID } from 'node:crypto';
import { WORKFLOW_TYPES } from '../../contract/names';
import { eventually, startTemporal, type TemporalForTests } from '../support/temporal';

/** Workflows that are started by hand, without our client. A mistake in the Temporal UI is enough (design rule 31). */

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

const bytes = (text: string) => Buffer.from(text);
const payload = (encoding: string, data: string) => ({
  metadata: { encoding: bytes(encoding) },
  data: bytes(data),
});

const start = async (
  type: string,
  payloads: object[],
  memo: Record<string, object> = {},
  workflowId = `by-hand-${randomUUID()}`,
) => {
  await temporal.client.workflowService.startWorkflowExecution({
    namespace: temporal.namespace,
    requestId: randomUUID(),
    workflowId,
    workflowType: { name: type },
    taskQueue: { name: temporal.taskQueue },
    ...(payloads.length > 0 && { input: { payloads } }),
    memo: { fields: memo },
  });
  return temporal.client.workflow.getHandle(workflowId);
};

const unreadable: Record<string, object[]> = {
  'no arguments': [],
  null: [payload('json/plain', 'null')],
  'invalid JSON': [payload('json/plain', '{"content":')],
  'an unknown encoding': [payload('x/y', '{}')],
  'an encrypted payload without its codec': [payload('binary/encrypted', 'AAAA')],
  'no encoding': [{ data: bytes('{}') }],
  'an unknown field': [payload('json/plain', '{"unknown":1}')],
  'the same key twice': [payload('json/plain', '{"a":1,"a":2}')],
};

test.each(Object.values(WORKFLOW_TYPES))(
  '%s ends as failed, with the reason, when it is started with',
  (type) =>
    temporal.withWorker(async () => {
      const reasons = await Promise.all(
        Object.entries(unreadable).map(async ([what, payloads]) => {
          const handle = await start(type, payloads);
          return [what, await handle.result().then(String, ({ cause }: Error) => (cause as Error).message)];
        }),
      );
      expect(reasons).toEqual(
        reasons.map(([what]) => [what, expect.stringMatching(/cannot start: its first argument .+\.$/)]),
      );
    }),
);

test('a second argument in an unknown encoding does no harm', () =>
  temporal.withWorker(async () => {
    const content = { action: 'pay', requesterId: 'agent-1', context: {} };
    const handle = await start(WORKFLOW_TYPES.approval, [
      payload('json/plain', JSON.stringify({ content })),
      payload('x/y', 'A'),
    ]);
    await temporal.manager.approve(handle.workflowId, { decidedBy: 'ana' });
    expect(await handle.result()).toMatchObject({ status: 'approved' });
  }));

test('a memo field in an unknown encoding does no harm to a request', () =>
  temporal.withWorker(async () => {
    const content = { action: 'pay', requesterId: 'agent-1', context: {} };
    const handle = await start(
      WORKFLOW_TYPES.approval,
      [payload('json/plain', JSON.stringify({ content }))],
      {
        action: payload('x/y', 'A'),
      },
    );
    await eventually(async () => (await handle.query<{ stage?: number }>('get')).stage === 1);
    await handle.signal('decide', { decision: 'approve', decidedBy: 'ana' });
    expect(await handle.result()).toMatchObject({ status: 'approved' });
  }));

test('a derived id is refused, so that no workflow can take the place of its notifications', () =>
  temporal.withWorker(async () => {
    const content = { action: 'pay', requesterId: 'agent-1', context: {} };
    const input = [payload('json/plain', JSON.stringify({ content }))];
    const handle = await start(WORKFLOW_TYPES.approval, input, {}, 'request-1-notifications');
    await expect(handle.result()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('ends with -notifications, which is reserved') as string },
    });
  }));
