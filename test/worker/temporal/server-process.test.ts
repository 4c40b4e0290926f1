import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServerProcess } from '../../../worker/temporal/server-process';
import { fakeExecutable, newFolder, removeFolders } from './fake-executable';

afterEach(removeFolders);

test('a server that ignores SIGTERM is killed', async () => {
  const path = await fakeExecutable(
    join(await newFolder(), 'stubborn'),
    "trap '' TERM; echo up >&2; while :; do read -r _ </dev/zero; done",
  );
  const lines: string[] = [];
  const server = await startServerProcess(path, [], { env: process.env, log: (line) => lines.push(line) });
  while (!lines.length) await sleep(20);
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  try {
    const stopped = server.stop();
    jest.advanceTimersByTime(7_999);
    expect(isAlive(server.pid)).toBe(true);
    jest.advanceTimersByTime(1);
    await stopped;
  } finally {
    jest.useRealTimers();
  }
  expect(await server.exited).toBe('by SIGKILL');
}, 30_000);

test('the server has its own process group, which Ctrl-C does not reach', async () => {
  const path = await fakeExecutable(join(await newFolder(), 'sleeper'), 'exec sleep 60');
  const server = await startServerProcess(path, [], { env: process.env });
  expect(process.kill(-server.pid, 0)).toBe(true);
  await server.stop();
});

test('the server ends when the process that started it is killed', async () => {
  const parent = spawn(process.execPath, ['-e', PARENT], {
    cwd: __dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  while (isAlive(pid)) await sleep(20);
});

const PARENT = `
require('jiti').createJiti(process.cwd() + '/').import('../../../worker/temporal/server-process.ts')
  .then(({ startServerProcess }) => startServerProcess('/bin/sleep', ['60'], { env: process.env }))
  .then(({ pid }) => console.log(pid));
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
