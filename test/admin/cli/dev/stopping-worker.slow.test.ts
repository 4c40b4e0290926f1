import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../../../worker/temporal/ports';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { Child, installed, runChild } from '../child';

jest.setTimeout(180_000);
let folder: string;
let remove: () => Promise<void>;
let temporal: TemporalForTests;
const children: Child[] = [];

/** An agent with one step, which notes its attempts in a file and ends when another file exists, however often it is told to stop. */
const CONFIG = `
import { appendFileSync, existsSync } from 'node:fs';
import { defineConfig } from 'temporal-hitl';

async function step({ input, attempt }: { input: unknown; attempt: number }) {
  const { journal, end } = input as { journal: string; end: string };
  appendFileSync(journal, 'begun ' + attempt + '\\n');
  while (!existsSync(end)) await new Promise((resolve) => setTimeout(resolve, 20));
  appendFileSync(journal, 'ended ' + attempt + '\\n');
  return { state: null, done: true };
}
export default defineConfig({ fallback: 'reject', agents: { slow: { step, retryAfter: '100ms' } } });
`;

beforeAll(async () => {
  ({ folder, remove } = await installed());
  temporal = await startTemporal();
  writeFileSync(join(folder, 'temporal.config.ts'), CONFIG);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(children.map(({ exited }) => exited));
  await temporal?.stop();
  await remove();
});

async function startWorker(shutdownTimeout: string) {
  const [port = 0] = await freePorts('127.0.0.1', [0]);
  const at = ['--address', temporal.address, '--task-queue', temporal.taskQueue, '-o', 'jsonl'];
  const flags = ['--health', `127.0.0.1:${port}`, '--shutdown-timeout', shutdownTimeout];
  const child = new Child(folder, ['worker', ...flags, ...at]);
  children.push(child);
  await child.says('"taskQueue"');
  return { child, ready: () => fetch(`http://127.0.0.1:${port}/readyz`) };
}

/** Starts a run, and waits until its step has begun. */
async function startRun(name: string) {
  const files = { journal: join(folder, `${name}.journal`), end: join(folder, `${name}.end`) };
  const at = ['--address', temporal.address, '--task-queue', temporal.taskQueue];
  const input = ['--input', JSON.stringify(files)];
  const started = await runChild(folder, ['run', 'start', 'slow', '--id', name, ...input, ...at]);
  expect(started).toMatchObject({ code: 0 });
  const journal = () => (existsSync(files.journal) ? readFileSync(files.journal, 'utf8') : '');
  await eventually(async () => journal().includes('begun 1'));
  return { journal, end: () => writeFileSync(files.end, ''), ended: () => hasEnded(name) };
}

const hasEnded = (name: string) => temporal.client.workflow.getHandle(name).result();

test('a worker that is being stopped is not ready at once, and finishes the step of an agent that it runs', async () => {
  const { child, ready } = await startWorker('120s');
  const run = await startRun('finished');
  expect((await ready()).status).toBe(200);
  child.kill('SIGTERM');
  await child.says('Stopping after the current work is done');
  const answer = await ready();
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'stopping' }]);
  run.end();
  expect(await child.exited).toBe(0);
  expect(run.journal()).toBe('begun 1\nended 1\n');
  // The step was reported: another worker does not repeat it.
  const { child: next } = await startWorker('1s');
  expect(await run.ended()).toMatchObject({ status: 'completed' });
  expect(run.journal()).toBe('begun 1\nended 1\n');
  next.kill('SIGTERM');
  expect(await next.exited).toBe(0);
});

test('a step that takes longer than --shutdown-timeout is repeated by another worker', async () => {
  const { child } = await startWorker('500ms');
  const run = await startRun('cut-off');
  child.kill('SIGTERM');
  expect(await child.exited).toBe(0);
  expect(run.journal()).toBe('begun 1\n');
  await startWorker('1s');
  await eventually(async () => run.journal().includes('begun 2'));
  run.end();
  expect(await run.ended()).toMatchObject({ status: 'completed' });
  expect(run.journal()).toBe('begun 1\nbegun 2\nended 2\n');
});

test('the timeout has a unit', async () => {
  expect(await runChild(folder, ['worker', '--shutdown-timeout', '100'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--shutdown-timeout: must be one number with one unit'),
  });
});
