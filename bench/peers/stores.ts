import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SEARCH_ATTRIBUTES } from '../../contract/names';
import { startDevServer } from '../../worker/temporal/dev-server';
import { freePorts } from '../../worker/temporal/ports';
import { type ServerProcess, startServerProcess } from '../../worker/temporal/server-process';
import { withDescendants } from './memory-of';

const IP = '127.0.0.1';
const START_MS = 60_000;

/** The server that keeps the state of a peer, on files in a folder of its own. */
export interface Store {
  /** What a program needs to reach it. */
  env: Record<string, string>;
  pids(): number[];
  /** Kills all its processes by SIGKILL. */
  crash(): Promise<void>;
  /** Starts it again on the same files and ports. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

type Running = Pick<ServerProcess, 'pid' | 'exited' | 'stop'>;

async function storeOf(env: Record<string, string>, start: () => Promise<Running>): Promise<Store> {
  let server = await start();
  return {
    env,
    pids: () => [server.pid],
    async crash() {
      for (const pid of withDescendants([server.pid])) killIfAlive(pid);
      await server.exited;
    },
    async restart() {
      server = await start();
    },
    stop: () => server.stop(),
  };
}

/** Temporal's dev server on a SQLite file, with the settings of `hitl dev`. */
export async function temporalStore(folder: string): Promise<Store> {
  const [port = 0] = await freePorts(IP, [0]);
  const searchAttributes = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => ({ name, type }));
  const options = { port, headless: true, searchAttributes, dbFile: join(folder, 'temporal.db') };
  return storeOf({ TEMPORAL_ADDRESS: `${IP}:${port}` }, () => startDevServer(options));
}

/** PostgreSQL with its default settings: every commit is on the disk before it is acknowledged. */
export async function postgresStore(folder: string): Promise<Store> {
  const programs = postgresPrograms();
  const data = join(folder, 'data');
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const asUser = isRoot ? ['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--clear-groups'] : [];
  mkdirSync(data, { recursive: true });
  chmodSync(folder, 0o755);
  if (isRoot) execFileSync('chown', ['postgres', data]);
  const initdb = [
    ...asUser,
    join(programs, 'initdb'),
    '-D',
    data,
    '-U',
    'bench',
    '-A',
    'trust',
    '-E',
    'UTF8',
  ];
  execFileSync(initdb[0] ?? '', initdb.slice(1), { stdio: 'ignore', cwd: folder });
  const [port = 0] = await freePorts(IP, [0]);
  const settings = [`listen_addresses=${IP}`, `unix_socket_directories=${data}`, 'max_connections=200'];
  const command = [
    ...asUser,
    join(programs, 'postgres'),
    ...['-D', data, '-p', String(port)],
    ...settings.flatMap((each) => ['-c', each]),
  ];
  const ready = () =>
    execFileSync(join(programs, 'pg_isready'), ['-q', '-h', IP, '-p', String(port)], { stdio: 'ignore' });
  const env = { DATABASE_URL: `postgresql://bench@${IP}:${port}/postgres` };
  return storeOf(env, async () => {
    const server = await startServerProcess(command[0] ?? '', command.slice(1), { env: process.env });
    await untilReady(server, async () => ready());
    return server;
  });
}

/** Restate's server with its default settings on a folder. */
export async function restateStore(folder: string, packages: string): Promise<Store> {
  const binary = `node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`;
  const [ingress, admin, node, service] = await freePorts(IP, [0, 0, 0, 0]);
  const env = {
    INGRESS_URL: `http://${IP}:${ingress}`,
    ADMIN_URL: `http://${IP}:${admin}`,
    SERVICE_PORT: String(service),
  };
  const settings = {
    RESTATE_INGRESS__BIND_ADDRESS: `${IP}:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `${IP}:${admin}`,
    RESTATE_BIND_ADDRESS: `${IP}:${node}`,
    RESTATE_ADVERTISED_ADDRESS: `http://${IP}:${node}`,
    RESTATE_LISTEN_MODE: 'tcp',
    DO_NOT_TRACK: '1',
    RESTATE_DISABLE_TELEMETRY: 'true',
  };
  const args = ['--base-dir', folder, '--node-name', 'bench', '--log-filter', 'error', '--no-logo'];
  return storeOf(env, async () => {
    const server = await startServerProcess(join(packages, binary), args, {
      env: { ...process.env, ...settings },
    });
    await untilReady(server, async () => {
      const answers = await Promise.all([
        fetch(`${env.ADMIN_URL}/health`),
        fetch(`${env.INGRESS_URL}/restate/health`),
      ]);
      if (answers.some(({ ok }) => !ok)) throw new Error('Restate is not healthy');
    });
    return server;
  });
}

/** Where PostgreSQL's programs are; Debian has them in no folder of PATH. */
function postgresPrograms(): string {
  const installed = '/usr/lib/postgresql';
  const versions = existsSync(installed) ? readdirSync(installed) : [];
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(installed, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  const found = folders.find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
  if (found === undefined)
    throw new Error('PostgreSQL is not installed (Debian: apt-get install postgresql)');
  return found;
}

async function untilReady(server: ServerProcess, check: () => Promise<unknown>): Promise<void> {
  let ended: string | undefined;
  void server.exited.then((how) => (ended = how));
  for (const deadline = Date.now() + START_MS; ;) {
    try {
      await check();
      return;
    } catch (error) {
      if (ended !== undefined || Date.now() > deadline) {
        await server.stop();
        throw new Error(`the server ${ended ? `ended ${ended}` : 'does not answer'}: ${server.stderr()}`, {
          cause: error,
        });
      }
    }
    await sleep(50);
  }
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
