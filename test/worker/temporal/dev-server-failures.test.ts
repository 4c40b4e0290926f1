import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startDevServer } from '../../../worker/temporal/dev-server';
import { DevServerFailed } from '../../../worker/temporal/errors';
import { findServer } from '../../../worker/temporal/find-server';
import { fakeExecutable, newFolder, removeFolders } from './fake-executable';

jest.setTimeout(180_000);
afterEach(removeFolders);

const quiet = { port: 0, headless: true };

async function failure(options: Parameters<typeof startDevServer>[0]): Promise<DevServerFailed> {
  const error = await startDevServer({ ...quiet, ...options }).then(
    (server) => server.stop(),
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(DevServerFailed);
  return error as DevServerFailed;
}

test('a taken port is named, for the service and for the UI', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  try {
    expect((await failure({ port })).message).toContain(`Port ${port} on 127.0.0.1 is taken`);
    expect((await failure({ headless: false, uiPort: port })).message).toContain(`Port ${port}`);
  } finally {
    other.close();
  }
});

test('a port of another dev server is taken, and that server is not mistaken for the new one', async () => {
  const other = await startDevServer(quiet);
  try {
    const port = Number(other.address.split(':')[1]);
    expect((await failure({ port })).message).toContain('is taken');
  } finally {
    await other.stop();
  }
});

/** What the server prints when a free port is taken before it listens there, once at once and once in a panic. */
const TAKEN = [
  "echo 'listen tcp 127.0.0.1:7: bind: address already in use' >&2; exit 1",
  "echo 'panic: failed assigning ephemeral port: listen tcp' >&2; seq 40 | sed 's/^/goroutine /' >&2; exit 2",
  "echo 'panic: runtime error: invalid memory address or nil pointer dereference' >&2; exit 2",
];

test.each(TAKEN)('a free port that another process takes first is replaced by another: %s', async (fails) => {
  const folder = await newFolder();
  const { path } = await findServer('cli');
  const script = `[ -e '${folder}/tried' ] && exec '${path}' "$@"
touch '${folder}/tried'; ${fails}`;
  const server = await startDevServer({
    ...quiet,
    executable: await fakeExecutable(join(folder, 'late'), script),
  });
  await server.stop();
});

test('a file that another dev server uses is refused', async () => {
  const dbFile = join(await newFolder(), 'temporal.db');
  const other = await startDevServer({ ...quiet, dbFile });
  try {
    const { message, stderr } = await failure({ dbFile });
    expect(message).toContain(`Another process has ${dbFile} open`);
    expect(stderr).toContain('database is locked');
  } finally {
    await other.stop();
  }
});

test('a file that is not a database is refused and not changed', async () => {
  const folder = await newFolder();
  const dbFile = join(folder, 'notes.txt');
  await writeFile(dbFile, 'something else entirely. '.repeat(500));
  expect((await failure({ dbFile })).message).toContain(`${dbFile} is not an SQLite database`);
  expect(await readdir(folder)).toEqual(['notes.txt']);
});

test('a path that the server would read as another path is refused', async () => {
  const folder = await newFolder();
  for (const name of ['a?b', 'a%20b', 'a#b']) {
    expect((await failure({ dbFile: join(folder, name, 'temporal.db') })).message).toContain(
      'may not contain',
    );
  }
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that cannot be created is named', async () => {
  const file = await fakeExecutable(join(await newFolder(), 'a-file'));
  expect((await failure({ dbFile: join(file, 'temporal.db') })).message).toContain('cannot be created');
});

test('the error of a server that crashes at start contains its last output', async () => {
  const executable = await fakeExecutable(
    join(await newFolder(), 'temporal'),
    'echo "panic: oh no" >&2; exit 3',
  );
  const { message, stderr } = await failure({ executable });
  expect(message).toMatch(/^The dev server ended with exit code 3 before it served\.\nThe server said:\n/);
  expect(stderr).toBe('panic: oh no');
});

test('a file that is not executable is named', async () => {
  const executable = join(await newFolder(), 'temporal');
  await writeFile(executable, 'text');
  expect((await failure({ executable })).message).toContain(`${executable} cannot be run`);
});
