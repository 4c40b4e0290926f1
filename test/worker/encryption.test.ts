import type { Client } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';
import { NativeConnection } from '@temporalio/worker';
import { ApprovalManager, type EncryptionOptions } from '../../client';
import { failureConverterPath } from '../../codec/data-converter';
import type { ConfigInput } from '../../contract/config/config';
import { encryptionDataConverter, hitlPlugin } from '../../worker';
import { createWorker } from '../../worker/create-worker';
import { replayHistories } from '../../worker/replay';
import { encryptionKey } from '../support/encryption';
import { quietRuntime, runningWorker, WITHOUT_THREADS } from '../support/running-worker';
import { CONFIG, eventually, startTemporal, type TemporalForTests } from '../support/temporal';
import { workflowBundle } from '../support/workflow-bundle';

/*
 * Requests on a server that stores encrypted payloads, while keys come, go and change.
 */

const june = encryptionKey('2026-06');
const december = encryptionKey('2026-12');

let temporal: TemporalForTests;
const managers: ApprovalManager[] = [];
beforeAll(async () => (temporal = await startTemporal()));
afterAll(async () => {
  await Promise.all(managers.map((manager) => manager.close()));
  await temporal?.stop();
});

/** A manager whose program has these keys, or none. */
async function managerWith(encryption?: EncryptionOptions): Promise<ApprovalManager> {
  const { address, namespace, taskQueue } = temporal;
  const manager = await ApprovalManager.connect({
    ...{ address, namespace, taskQueue },
    ...(encryption && { encryption }),
  });
  managers.push(manager);
  return manager;
}

/** Runs `story` beside a worker that has these keys, or none. */
async function withWorker<T>(
  encryption: EncryptionOptions | undefined,
  story: () => Promise<T>,
  config: ConfigInput = CONFIG,
): Promise<T> {
  quietRuntime();
  const { address, namespace, taskQueue } = temporal;
  const connection = await NativeConnection.connect({ address });
  const worker = await createWorker({
    ...{ config, connection, namespace, taskQueue, ...(encryption && { encryption }) },
    workflowBundle: await workflowBundle(),
    worker: { ...WITHOUT_THREADS, shutdownGraceTime: '1s' },
  });
  const running = runningWorker(worker, () => connection.close());
  return running.during(story).finally(() => running.stop());
}

const payment = (note: string) => ({ action: 'pay', context: { note }, requesterId: 'rita' });
const approve = (manager: ApprovalManager, id: string) =>
  manager.approve(id, { decidedBy: 'ana', notes: 'walrus' });

/** Everything that the server has stored of this workflow, as text. */
async function storedOf({ workflowService, options }: Client, workflowId: string): Promise<string> {
  const request = { namespace: options.namespace, execution: { workflowId } };
  const { history } = await workflowService.getWorkflowExecutionHistory(request);
  const described = await workflowService.describeWorkflowExecution(request);
  const { History } = proto.api.history.v1;
  const { DescribeWorkflowExecutionResponse } = proto.api.workflowservice.v1;
  const bytes = [History.encode(history ?? {}), DescribeWorkflowExecutionResponse.encode(described)];
  return bytes.map((each) => Buffer.from(each.finish()).toString('latin1')).join('\n');
}

test('a decided request: the server has neither its context nor the notes', async () => {
  const manager = await managerWith({ keys: [december] });
  await withWorker({ keys: [december] }, async () => {
    const { id } = await manager.requestApproval(payment('giraffe'));
    expect(await approve(manager, id)).toMatchObject({ outcome: 'accepted' });
    const result = await manager.waitForApproval(id);
    expect(result).toMatchObject({ status: 'approved', context: { note: 'giraffe' } });
    expect(result.decisions).toMatchObject([{ decidedBy: 'ana', notes: 'walrus' }]);
    const stored = await storedOf(temporal.client, id);
    expect(stored).not.toMatch(/giraffe|walrus/);
    expect(stored).toContain('2026-12');
  });
});

test('the message of a failure is encrypted, and the client reads it', async () => {
  const manager = await managerWith({ keys: [december] });
  await withWorker({ keys: [december] }, async () => {
    const { id } = await manager.requestApproval(payment('giraffe'));
    await manager.waitForApproval(id, { timeout: '1ms' }).catch(() => undefined);
    const started = await temporal.client.workflow.start('hitlApproval', {
      workflowId: 'broken-start',
      taskQueue: temporal.taskQueue,
      args: [{ content: { action: 'walrus', unknownWalrus: true } }],
    });
    await eventually(async () => (await started.describe()).status.name === 'FAILED');
    const { events } = await started.fetchHistory();
    const failure = events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure;
    expect(failure).toMatchObject({ message: 'Encoded failure', stackTrace: '' });
    expect((await manager.getRequest('broken-start')).end?.reason).toContain('unknownWalrus');
  });
});

test('encryption is turned on, the key changes, and encryption is turned off while requests wait', async () => {
  const clear = await managerWith();
  const withJune = await managerWith({ keys: [june] });
  const rotated = await managerWith({ keys: [december, june] });
  const off = await managerWith({ keys: [december, june], decryptOnly: true });
  const ids: string[] = [];
  const ask = async (manager: ApprovalManager) => {
    const { id } = await manager.requestApproval(payment('giraffe'));
    await eventually(async () => (await manager.getRequest(id)).plan !== undefined);
    ids.push(id);
  };
  await withWorker(undefined, () => ask(clear));
  await withWorker({ keys: [june] }, () => ask(withJune));
  await withWorker({ keys: [december, june] }, () => ask(rotated));
  await withWorker({ keys: [december, june], decryptOnly: true }, async () => {
    await ask(off);
    for (const id of ids) {
      expect(await approve(off, id)).toMatchObject({ outcome: 'accepted' });
      expect(await off.waitForApproval(id)).toMatchObject({
        status: 'approved',
        context: { note: 'giraffe' },
      });
    }
  });
  const stored = await Promise.all(ids.map((id) => storedOf(temporal.client, id)));
  expect(stored.map((text) => text.includes('giraffe'))).toEqual([true, true, true, true]);
  const { items } = await off.listRequests({ ids });
  expect(items.map(({ action, unreadable }) => [action, unreadable])).toEqual(
    ids.map(() => ['pay', undefined]),
  );
});

test('a worker without the key does not end the request: its task fails, and Temporal repeats it', async () => {
  const manager = await managerWith({ keys: [december] });
  const { id } = await manager.requestApproval(payment('giraffe'));
  const failures = async () => {
    const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
    return (events ?? []).flatMap(
      ({ workflowTaskFailedEventAttributes }) => workflowTaskFailedEventAttributes ?? [],
    );
  };
  await withWorker({ keys: [june], decryptOnly: true }, () =>
    eventually(async () => (await failures()).length > 0),
  );
  expect((await failures())[0]?.failure?.message).toContain("is encrypted with key '2026-12'");
  expect(await manager.getRequest(id)).toMatchObject({ status: 'pending' });
});

test('a program without the key is told which one it lacks', async () => {
  const manager = await managerWith({ keys: [december] });
  const stranger = await managerWith();
  await withWorker({ keys: [december] }, async () => {
    const { id } = await manager.requestApproval(payment('giraffe'));
    await approve(manager, id);
    await manager.waitForApproval(id);
    await expect(stranger.getRequest(id)).rejects.toMatchObject({
      name: 'Undecodable',
      message: expect.stringContaining("encrypted with key '2026-12'") as string,
    });
    await eventually(async () => (await stranger.listRequests({ ids: [id] })).items.length === 1);
    const [item] = (await stranger.listRequests({ ids: [id] })).items;
    expect(item?.unreadable).toContain("encrypted with key '2026-12'");
    expect(item?.action).toBe('pay');
  });
});

test('a decision in clear text counts, as the Temporal UI sends it; one with an unknown key is refused', async () => {
  const manager = await managerWith({ keys: [december] });
  const stranger = await managerWith({ keys: [june] });
  await withWorker({ keys: [december] }, async () => {
    const { id } = await manager.requestApproval(payment('giraffe'));
    await stranger['session'].client.workflow
      .getHandle(id)
      .signal('decide', { decision: 'approve', decidedBy: 'ana' });
    await eventually(async () => (await manager.getRequest(id)).refusedCount === 1);
    expect((await manager.getRequest(id)).refused[0]?.message).toContain("encrypted with key '2026-06'");
    await temporal.client.workflow.getHandle(id).signal('decide', { decision: 'approve', decidedBy: 'ana' });
    expect(await manager.waitForApproval(id)).toMatchObject({ status: 'approved' });
  });
});

test('memo and summary in clear text: a list without the keys shows what was asked', async () => {
  const manager = await managerWith({ keys: [december], clear: ['memo', 'summary'] });
  const stranger = await managerWith();
  const input = { ...payment('giraffe'), resource: 'invoice 7' };
  const { id } = await manager.requestApproval(input);
  await eventually(async () => (await stranger.listRequests({ ids: [id] })).items.length === 1);
  const [item] = (await stranger.listRequests({ ids: [id] })).items;
  expect(item).toMatchObject({ action: 'pay', resource: 'invoice 7' });
  expect(item).not.toHaveProperty('unreadable');
  const stored = await storedOf(temporal.client, id);
  expect(stored).toContain('invoice 7');
  expect(stored).not.toMatch(/giraffe|hitl-part/);
  await withWorker({ keys: [december], clear: ['memo', 'summary'] }, async () => {
    expect(await approve(manager, id)).toMatchObject({ outcome: 'accepted' });
  });
});

test('the plugin encrypts for your own workflows too, and gives the bundler the failure converter', () => {
  const plugin = hitlPlugin(CONFIG, { encryption: { keys: [december] } });
  expect(plugin.configureBundler?.({ workflowsPath: __filename })).toMatchObject({ failureConverterPath });
  expect(() => hitlPlugin(CONFIG, { encryption: { keys: [] } })).toThrow('encryption: keys: has no key');
  expect(encryptionDataConverter({ keys: [december] })).toMatchObject({ failureConverterPath });
});

it('replays with the keys of the environment, and names the key that is missing', async () => {
  const manager = await managerWith({ keys: [june] });
  const { id } = await withWorker({ keys: [june] }, async () => {
    const request = await manager.requestApproval(payment('replayed'));
    await eventually(async () => (await manager.getRequest(request.id)).plan !== undefined);
    return request;
  });
  const history = await temporal.client.workflow.getHandle(id).fetchHistory();
  const { codePath } = await workflowBundle();
  async function* recorded() {
    yield { workflowId: id, history };
  }
  const problemWith = async (name: string, key: string) => {
    process.env.HITL_ENCRYPTION_KEYS = `${name}=${key}`;
    const problems: unknown[] = [];
    for await (const { error } of replayHistories(recorded(), codePath)) problems.push(error?.message);
    return problems;
  };
  expect(await problemWith(june.id, june.key)).toEqual([undefined]);
  expect(await problemWith(december.id, december.key)).toEqual([expect.stringContaining("key '2026-06'")]);
});
