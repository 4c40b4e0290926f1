import { execFile } from 'node:child_process';
import { chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ClusterProcess, clusterProcess } from './process';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

/** The newest PostgreSQL that Debian has installed. */
async function binaries(): Promise<string> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const newest = versions
    .map(Number)
    .filter(Boolean)
    .toSorted((a, b) => b - a)[0];
  if (newest === undefined) throw new Error('There is no PostgreSQL: apt-get install postgresql');
  return join(DEBIAN, `${newest}`, 'bin');
}

/** PostgreSQL refuses to run as root, so root runs it as `postgres`. */
async function owner(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'postgres'])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

export const DATABASE_USER = 'temporal';
export const DATABASE_PASSWORD = 'password-of-this-test';

/** Makes a database cluster in `folder`. The process starts and stops it. SIGINT stops it at once and in order, SIGKILL is a crash. */
export async function createPostgresql(folder: string, port: number): Promise<ClusterProcess> {
  const bin = await binaries();
  const user = await owner();
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true, mode: 0o700 });
  const password = join(folder, 'password');
  await writeFile(password, DATABASE_PASSWORD);
  if (user) for (const each of [folder, data, password]) await chown(each, user.uid, user.gid);
  const flags = ['-D', data, '-U', DATABASE_USER, '-A', 'scram-sha-256', `--pwfile=${password}`, '--no-sync'];
  await run(join(bin, 'initdb'), flags, { ...user, cwd: folder });
  // A crash of a process is safe without fsync, and a crash of the machine is not tested.
  const settings = ['-c', 'fsync=off', '-c', 'max_connections=300', '-c', 'unix_socket_directories='];
  return clusterProcess('PostgreSQL', {
    command: join(bin, 'postgres'),
    args: ['-D', data, '-h', '127.0.0.1', '-p', `${port}`, ...settings],
    env: {},
    cwd: folder,
    ...(user && { user }),
    log: join(folder, 'log'),
    isReady: async () => {
      await run(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', `${port}`]);
      return true;
    },
  });
}
