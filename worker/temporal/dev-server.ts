import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { DevServerFailed, isStartRace, startFailure } from './errors';
import { findServer } from './find-server';
import { freePorts } from './ports';
import { type ServerProcess, startServerProcess, untilServing } from './server-process';

const START_TIMEOUT_MS = 60_000;
const MAX_START_TRIES = 3;

export interface DevServerOptions {
  /** The port of the gRPC service; 0 chooses a free one. Default 7233. */
  port?: number;
  /** The port of the Temporal UI; 0 chooses a free one. Default `port` + 1000, or a free one when `port` is 0. */
  uiPort?: number;
  /** The address on which both listen. Default 127.0.0.1, because the server has no authentication. */
  ip?: string;
  /**
   * The SQLite file for the data, readable only by this user. Its folder is created. Its path may not contain `?`, `#` or `%`.
   * Default: in memory, so the data is lost when the server ends.
   */
  dbFile?: string;
  /** Created at start. Default `default`. */
  namespace?: string;
  /** Without the Temporal UI. Default false. */
  headless?: boolean;
  /** Registered at start. If one exists with another type, the server silently keeps that type. */
  searchAttributes?: readonly { name: string; type: SearchAttributeType }[];
  /** Receives the server's errors, and a line when its executable is downloaded. */
  log?: (line: string) => void;
  /** Further arguments of `temporal server start-dev`. They override the arguments set here. */
  extraArgs?: readonly string[];
  /** The Temporal CLI to run. Default: `findServer('cli')`. */
  executable?: string;
}

export interface DevServer {
  /** host:port to connect to. */
  address: string;
  namespace: string;
  /** Absent when headless. */
  uiUrl?: string;
  pid: number;
  /** Resolves when the server has ended, for any reason, with how it ended: 'by SIGKILL', 'with exit code 1'. */
  exited: Promise<string>;
  /** Ends the server and waits for it, about 8 s at most. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts Temporal's dev server and waits until it serves. Call `stop()` after the workers have stopped;
 * Ctrl-C in the terminal does not reach the server, but it ends with this process at the latest.
 *
 * A `dbFile` is written in WAL mode with synchronous=NORMAL: a killed process loses nothing; a power loss may lose the
 * last commits but never damages the file. The file with `-wal` at its end belongs to it. While the server runs, no other
 * process can open the file, not even a second server.
 *
 * @throws TemporalServerNotFound
 * @throws DevServerFailed when a port is taken, the file is locked or not a database, or the server crashes
 */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const { ip = '127.0.0.1', namespace = 'default', log } = options;
  const path = options.executable ?? (await findServer('cli', { log })).path;
  const dbFile = options.dbFile && resolve(options.dbFile);
  if (dbFile) await prepareFile(dbFile);
  const chosen = { ...options, ip, namespace, executable: path, dbFile };
  for (let tries = 1; ; tries++) {
    try {
      return await startOnce(chosen);
    } catch (error) {
      // Another process may have taken a port that was free a moment ago. The same is true of ports that the server chooses.
      const isRace = options.port === 0 && error instanceof DevServerFailed && isStartRace(error.stderr);
      if (!isRace || tries === MAX_START_TRIES) throw error;
    }
  }
}

async function startOnce(
  options: DevServerOptions & { ip: string; namespace: string; executable: string },
): Promise<DevServer> {
  const { ip, namespace, searchAttributes, log, executable: path, dbFile } = options;
  const [port = 0, uiPort] = await freePorts(ip, wantedPorts(options));

  const args = devServerArgs({ ip, port, uiPort, namespace, dbFile, searchAttributes });
  args.push(...(options.extraArgs ?? []));
  const server = await startServerProcess(path, args, { env: { GOGC: '400', ...process.env }, log });

  const host = reachable(ip);
  const address = `${host}:${port}`;
  const given = { timeoutMs: START_TIMEOUT_MS, stopped: server.exited };
  const failure = await Promise.race([
    serving(server, () => untilServing(address, namespace, given)).catch(
      (error: Error) => `does not serve (${error.message})`,
    ),
    server.exited.then((how) => `ended ${how} before it served`),
  ]);
  if (failure) {
    await server.stop();
    throw startFailure(failure, server.stderr(), dbFile);
  }
  const uiUrl = uiPort === undefined ? undefined : `http://${host}:${uiPort}`;
  return { address, namespace, uiUrl, pid: server.pid, exited: server.exited, stop: () => server.stop() };
}

/** The timeout for a Temporal CLI that prints a text which we do not know. */
const PRINT_TIMEOUT_MS = 10_000;

/**
 * Waits until the server says that it has its port, and then until it serves. Without the first, another server that took the
 * same port in the same moment would answer in its place.
 */
async function serving(
  { prints }: Pick<ServerProcess, 'prints'>,
  isServing: () => Promise<void>,
): Promise<void> {
  await Promise.race([prints(/\bServer:\s/), sleep(PRINT_TIMEOUT_MS, undefined, { ref: false })]);
  await isServing();
}

async function prepareFile(file: string): Promise<void> {
  // The server reads the path as a URI: with one of these characters it opens another file, without the pragmas.
  if (/[?#%]/.test(file))
    throw new DevServerFailed(`${file}: the path of the file may not contain ?, # or %.`);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new DevServerFailed(`The folder of ${file} cannot be created: ${error.message}`);
  });
  if (await isDatabase(file)) await keepToOwner(file);
}

/**
 * The file contains the arguments of every request, so only its owner may read it. A new file gets these permissions from
 * the server's umask 077. It must not be created here: the server expects tables in an existing file.
 */
async function keepToOwner(file: string): Promise<void> {
  for (const each of [file, `${file}-wal`, `${file}-shm`])
    await chmod(each, 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return;
      throw new DevServerFailed(`${each} cannot be made readable only by its owner: ${error.message}`);
    });
}

/** Other files are not changed, and the server reports what is wrong with them. */
async function isDatabase(file: string): Promise<boolean> {
  const opened = await open(file, 'r').catch(() => undefined);
  if (opened === undefined) return false;
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.toString('latin1', 0, bytesRead) === 'SQLite format 3\0';
  } finally {
    await opened.close();
  }
}

function wantedPorts({ port = 7233, uiPort, headless }: DevServerOptions): number[] {
  if (headless) return [port];
  return [port, uiPort ?? (port === 0 ? 0 : port + 1000)];
}

function reachable(ip: string): string {
  if (ip === '0.0.0.0') return '127.0.0.1';
  if (ip === '::') return '[::1]';
  return ip.includes(':') ? `[${ip}]` : ip;
}

// By default signals wait in a queue that is read 20 times a second, and the server checks the internet for newer versions.
const DYNAMIC_CONFIG = [
  'history.transferProcessorMaxPollRPS=2000',
  'frontend.enableServerVersionCheck=false',
];

// The server silently accepts any pragma, also a misspelt one. EXCLUSIVE keeps a second server
// from opening the file and writing to it as well.
const PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL', 'locking_mode=EXCLUSIVE'];

/** The arguments of `temporal` that start a dev server: without `dbFile` in memory, without `uiPort` headless. */
function devServerArgs(server: {
  ip: string;
  port: number;
  uiPort?: number;
  namespace: string;
  dbFile?: string;
  searchAttributes?: readonly { name: string; type: SearchAttributeType }[];
}): string[] {
  const { ip, port, uiPort, namespace, dbFile, searchAttributes = [] } = server;
  const attributes = searchAttributes.map(
    ({ name, type }) => `${name}=${TypedSearchAttributes.toMetadataType(type)}`,
  );
  return [
    ...['server', 'start-dev', '--log-level', 'error'],
    ...['--ip', ip, '--port', String(port), '--namespace', namespace],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...(dbFile ? ['--db-filename', dbFile, ...repeated('--sqlite-pragma', PRAGMAS)] : []),
    ...repeated('--dynamic-config-value', DYNAMIC_CONFIG),
    ...repeated('--search-attribute', attributes),
  ];
}

function repeated(flag: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [flag, value]);
}
