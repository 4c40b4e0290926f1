import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { DevServer, DevServerOptions } from '../../../worker/temporal/dev-server';
import { startDevServer } from '../../../worker/temporal/dev-server';
import { findServer } from '../../../worker/temporal/find-server';
import { fakeExecutable, newFolder, removeFolders } from './fake-executable';

jest.setTimeout(180_000);
const started: DevServer[] = [];

async function start(options: DevServerOptions = {}): Promise<DevServer> {
  const server = await startDevServer({ port: 0, headless: true, ...options });
  started.push(server);
  return server;
}

async function withClient<T>(
  { address, namespace }: DevServer,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const startOne = (client: Client) =>
  client.workflow.start('nobody-runs-it', { workflowId: 'kept', taskQueue: 'empty' });
const statusOfOne = async (client: Client) =>
  (await client.workflow.getHandle('kept').describe()).status.name;

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  await removeFolders();
});

test('a server started again on the file of a stopped one knows its workflow', async () => {
  const dbFile = join(await newFolder(), 'new', 'folder', 'temporal.db');
  const first = await start({ dbFile, namespace: 'approvals' });
  expect(first.uiUrl).toBeUndefined();
  await withClient(first, startOne);
  await first.stop();
  await first.stop();
  expect(await first.exited).toBe('with exit code 0');
  expect(isAlive(first.pid)).toBe(false);

  const second = await start({ dbFile, namespace: 'approvals' });
  expect(await withClient(second, statusOfOne)).toBe('RUNNING');
});

test('only the owner can read the file, its side files and a folder created for it', async () => {
  const modes = async (...files: string[]) =>
    Promise.all(files.map(async (file) => ((await stat(file)).mode & 0o777).toString(8)));
  const umask = process.umask(0o000);
  try {
    const made = join(await newFolder(), 'made', 'for');
    const dbFile = join(made, 'temporal.db');
    const first = await start({ dbFile });
    await withClient(first, startOne);
    const files = (await readdir(made)).map((name) => join(made, name));
    expect(files).toEqual(expect.arrayContaining([dbFile, `${dbFile}-wal`]));
    expect(new Set(await modes(...files))).toEqual(new Set(['600']));
    expect(await modes(made)).toEqual(['700']);
    // A file of an earlier version, and the files that a killed server leaves.
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    await Promise.all(files.map((file) => chmod(file, 0o644)));
    const second = await start({ dbFile });
    expect(new Set(await modes(...files))).toEqual(new Set(['600']));
    expect(await withClient(second, statusOfOne)).toBe('RUNNING');
  } finally {
    process.umask(umask);
  }
});

test('a killed server loses nothing', async () => {
  const dbFile = join(await newFolder(), 'temporal.db');
  const first = await start({ dbFile });
  await withClient(first, startOne);
  process.kill(first.pid, 'SIGKILL');
  expect(await first.exited).toBe('by SIGKILL');
  await first.stop();

  const second = await start({ dbFile });
  expect(await withClient(second, statusOfOne)).toBe('RUNNING');
});

test('search attributes are usable at once, and again after a restart', async () => {
  const dbFile = join(await newFolder(), 'temporal.db');
  const key = defineSearchAttributeKey('HitlKind', SearchAttributeType.KEYWORD);
  for (const workflowId of ['first', 'second']) {
    const server = await start({ dbFile, searchAttributes: [key] });
    await withClient(server, (client) =>
      client.workflow.start('nobody-runs-it', {
        workflowId,
        taskQueue: 'empty',
        typedSearchAttributes: [{ key, value: 'approval' }],
      }),
    );
    await server.stop();
  }
});

test('the Temporal UI answers, each on a free port', async () => {
  const [one, two] = await Promise.all([start({ headless: false }), start({ headless: false })]);
  expect(one.address).not.toBe(two.address);
  expect((await fetch(one.uiUrl as string)).status).toBe(200);
  expect((await fetch(two.uiUrl as string)).status).toBe(200);
});

test('another server that has taken the same port in the same moment is not mistaken for ours', async () => {
  const folder = await newFolder();
  const pids = join(folder, 'pids');
  const { path } = await findServer('cli', {});
  // The other server takes the port; ours notices it only after the other one already answers.
  const script = `'${path}' "$@" >/dev/null 2>&1 & echo $! >> '${pids}'\nsleep 4\necho 'bind: address already in use' >&2\nexit 1`;
  const executable = await fakeExecutable(join(folder, 'late'), script);
  try {
    await expect(start({ executable })).rejects.toThrow(/is taken/);
  } finally {
    for (const pid of (await readFile(pids, 'utf8')).trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
  }
});
