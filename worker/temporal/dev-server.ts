import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { DevServerFailed, isPortTaken, startFailure } from './errors';
import { findServer } from './find-server';
import { freePorts } from './ports';
import { startServerProcess, untilServing } from './server-process';

const START_TIMEOUT_MS = 60_000;
const MAX_START_TRIES = 3;

export interface DevServerOptions {
  /** Of the gRPC service; 0 picks a free one. Default 7233. */
  port?: number;
  /** Of the Temporal UI; 0 picks a free one. Default `port` + 1000, or a free one when `port` is 0. */
  uiPort?: number;
  /** The address both listen on. Default 127.0.0.1: the server knows no passwords. */
  ip?: string;
  /**
   * The SQLite file that keeps the data, readable by this user alone; its folder is created. No `?`, `#` or `%` in its path.
   * Default: memory, gone with the server.
   */
  dbFile?: string;
  /** Created at start. Default `default`. */
  namespace?: string;
  /** Without the Temporal UI. Default false. */
  headless?: boolean;
  /** Registered at start. The server silently keeps the type of one that exists under another type. */
  searchAttributes?: readonly { name: string; type: SearchAttributeType }[];
  /** Gets the server's errors, and a line when its executable is fetched. */
  log?: (line: string) => void;
  /** Further arguments of `temporal server start-dev`; they win over the ones chosen here. */
  extraArgs?: readonly string[];
  /** The Temporal CLI to run. Default: `findServer('cli')`. */
  executable?: string;
}

export interface DevServer {
  /** host:port to connect to. */
  address: string;
  namespace: string;
  /** Unset when headless. */
  uiUrl?: string;
  pid: number;
  /** Resolves when the server has ended, asked to or not, with how: 'by SIGKILL', 'with exit code 1'. */
  exited: Promise<string>;
  /** Ends the server and waits for it, at most some 8 s. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts Temporal's dev server and waits until it serves. Call `stop()` after the workers have stopped;
 * Ctrl-C in the terminal does not reach the server, but it ends with this process at the latest.
 *
 * A `dbFile` is written in WAL mode with synchronous=NORMAL: a killed process loses nothing; a power loss
 * may lose the last commits but never damages the file. `-wal` beside it belongs to it. While the
 * server runs no other process can open the file, a second server included.
 *
 * @throws TemporalServerNotFound
 * @throws DevServerFailed when a port is taken, the file is locked or no database, or the server crashes
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
      // A port that was free while it was looked for may be another's by now: so may those the server itself chooses.
      const isRace = options.port === 0 && error instanceof DevServerFailed && isPortTaken(error.stderr);
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
    untilServing(address, namespace, given).catch((error: Error) => `does not serve (${error.message})`),
    server.exited.then((how) => `ended ${how} before it served`),
  ]);
  if (failure) {
    await server.stop();
    throw startFailure(failure, server.stderr(), dbFile);
  }
  const uiUrl = uiPort === undefined ? undefined : `http://${host}:${uiPort}`;
  return { address, namespace, uiUrl, pid: server.pid, exited: server.exited, stop: () => server.stop() };
}

async function prepareFile(file: string): Promise<void> {
  // The server reads the path as a URI: after one of these it opens another file, without the pragmas.
  if (/[?#%]/.test(file))
    throw new DevServerFailed(`${file}: the path of the file may not contain ?, # or %.`);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new DevServerFailed(`The folder of ${file} cannot be created: ${error.message}`);
  });
  if (await isDatabase(file)) await keepToOwner(file);
}

/**
 * The arguments of every request are in the file: only its owner may read it. A new one is created that way, since the
 * server runs with the umask 077. It may not be created here: the server takes a file that exists for one with tables.
 */
async function keepToOwner(file: string): Promise<void> {
  for (const each of [file, `${file}-wal`, `${file}-shm`])
    await chmod(each, 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return;
      throw new DevServerFailed(`${each} cannot be made readable by its owner alone: ${error.message}`);
    });
}

/** Any other file is left as it is, and the server says what is wrong with it. */
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

// By default signals wait for a queue that is read 20 times a second; and the server asks home for newer versions.
const DYNAMIC_CONFIG = [
  'history.transferProcessorMaxPollRPS=2000',
  'frontend.enableServerVersionCheck=false',
];

// The server accepts any pragma without a word, a misspelt one too. EXCLUSIVE keeps a second server
// off the file, which would otherwise start and write to it as well.
const PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL', 'locking_mode=EXCLUSIVE'];

/** The arguments of `temporal` that start a dev server. No `dbFile`: in memory. No `uiPort`: headless. */
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
