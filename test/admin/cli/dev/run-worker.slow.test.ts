import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../../../worker/temporal/ports';
import { startTemporal, type TemporalForTests } from '../../../support/temporal';
import { Child, installed, runChild } from '../child';

jest.setTimeout(180_000);
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await installed()));
let temporal: TemporalForTests;
let child: Child | undefined;
beforeAll(async () => {
  temporal = await startTemporal({ searchAttributes: false });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await temporal?.stop();
  await remove();
});

/** The id that `hitl request --wait` prints before it waits. */
async function idOf(requesting: Child): Promise<string> {
  await requesting.says(/hitl show \S+|main\.js show \S+/);
  return / show (\S+)/.exec(requesting.stderr)?.[1] ?? '';
}

test('a worker says where it is, registers what is missing, judges, and stops when told to', async () => {
  const { address, taskQueue } = temporal;
  writeFileSync(
    join(folder, 'temporal.config.ts'),
    `
    import { defineConfig } from 'temporal-hitl';
    import { ApprovalManager } from 'temporal-hitl/client';
    if (typeof ApprovalManager !== 'function') throw new Error('a config may use the client');
    export default defineConfig({ policies: [{ name: 'all', condition: (ctx) => !('no' in ctx), approvers: ['ana'] as string[] }] });`,
  );
  const env = { TEMPORAL_ADDRESS: address, HITL_TASK_QUEUE: taskQueue };
  const requestAndWait = () =>
    new Child(folder, ['request', '--action', 'pay', '--requester', 'agent', '--wait', '-o', 'jsonl'], env);
  const [port = 0] = await freePorts('127.0.0.1', [0]);
  child = new Child(folder, ['worker', '--health', `127.0.0.1:${port}`, '-o', 'jsonl'], env);
  await child.says('"taskQueue"');
  for (const path of ['healthz', 'readyz']) {
    const answer = await fetch(`http://127.0.0.1:${port}/${path}`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  }
  expect(JSON.parse(child.stdout)).toEqual({
    address,
    namespace: 'default',
    taskQueue,
    config: join(folder, 'temporal.config.ts'),
  });
  expect(child.stderr).toContain('Warning: policies[0].condition: has no context schema');
  expect(child.stderr).toContain(`${address} (from TEMPORAL_ADDRESS), namespace default`);

  const waiting = requestAndWait();
  const id = await idOf(waiting);
  const [verdict, doctor] = await Promise.all([
    runChild(folder, ['approve', id, '-o', 'jsonl'], { ...env, HITL_USER: 'ana' }),
    runChild(folder, ['doctor', '-o', 'jsonl'], env),
  ]);
  expect([verdict.code, JSON.parse(verdict.stdout)]).toMatchObject([
    0,
    { outcome: 'accepted', status: 'approved' },
  ]);
  expect(doctor).toMatchObject({ code: 0 });
  expect(await waiting.exited).toBe(0);
  expect(JSON.parse(waiting.stdout)).toMatchObject({ id, status: 'approved' });

  child.kill('SIGTERM');
  expect(await child.exited).toBe(0);
  expect(child.stderr).toContain('Stopped.');

  const stopped = requestAndWait();
  await idOf(stopped);
  stopped.kill('SIGINT');
  expect(await stopped.exited).toBe(8);
  expect(stopped.stderr).toContain('the request is still pending');
});

test('a worker uses the bundle of the package', async () => {
  const bundle = join(folder, 'dist', 'workflows', 'bundle.js');
  const kept = join(folder, 'bundle.js');
  copyFileSync(bundle, kept);
  writeFileSync(join(folder, 'rules.json'), '{ "fallback": "reject" }');
  const argv = ['worker', '--config', 'rules.json', '--address', temporal.address];
  try {
    writeFileSync(bundle, 'no bundle');
    const { code, stderr } = await runChild(folder, argv);
    expect([code, stderr]).toEqual([1, expect.stringContaining("Can't extract inlined source map")]);
  } finally {
    copyFileSync(kept, bundle);
  }
});

test('without a config, and without Temporal', async () => {
  const [elsewhere, alone] = await Promise.all([
    runChild(folder, ['worker', '--config', 'nowhere.ts']),
    runChild(folder, ['worker', '--address', '127.0.0.1:1']),
  ]);
  expect(elsewhere).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('nowhere.ts does not exist'),
  });
  expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining('does not answer at 127.0.0.1:1')]);
});
