import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { Io } from '../../admin/cli/io';
import { startAdminServer } from '../../admin/server/serve';
import { makeKey, readKeys, writeKeys } from '../../admin/sign-in/api-keys';
import { lazyConnection, resolveConnection } from '../../client/temporal/connect';
import type { Scope, AdminInput } from '../../contract/config/admin';
import { parseConfig } from '../../worker/config';
import { freePorts } from '../../worker/temporal/ports';
import { cli } from '../admin/cli/run-cli';
import { ADMIN, ADMIN_CONFIG } from './admin-app';
import type { TemporalForTests } from './temporal';

/** An admin server that listens on a port. */
export interface AdminServerForTests {
  url: string;
  /** The folder for its API keys, and for the credentials of `hitl login`. */
  folder: string;
  /** Creates an API key and returns its text. */
  key: (scopes: Scope[], more?: { name?: string; people?: string[] }) => string;
  /** Runs `hitl --api` with this token, or with the credentials of `hitl login`. */
  through: (token?: string) => Through;
  stop: () => Promise<void>;
  /** Starts it again on the same port. */
  start: () => Promise<void>;
  /** Stops it. */
  remove: () => Promise<void>;
}

export interface Through {
  text: (argv: readonly string[], io?: Partial<Io>) => ReturnType<typeof cli>;
  json: (argv: readonly string[], io?: Partial<Io>) => ReturnType<typeof cli>;
}

const HOST = '127.0.0.1';

export async function startAdminServerForTests(
  { address, namespace, taskQueue }: Pick<TemporalForTests, 'address' | 'namespace' | 'taskQueue'>,
  { signIn = {}, ...more }: Partial<AdminInput> = {},
): Promise<AdminServerForTests> {
  const folder = mkdtempSync(join(tmpdir(), 'hitl-admin-'));
  const file = join(folder, 'keys.json');
  writeKeys(file, []);
  const [port = 0] = await freePorts(HOST, [0]);
  const url = `http://${HOST}:${port}`;
  const admin: AdminInput = { ...ADMIN, url, ...more, signIn: { ...signIn, keys: file } };
  const config = parseConfig({ ...ADMIN_CONFIG, admin });
  const connection = lazyConnection(resolveConnection({ address, namespace }), 5_000);
  const client = new Client({ connection, namespace });
  const place = { config, client, taskQueue, host: HOST, port, env: {}, log: () => {}, stopTimeoutMs: 200 };
  let running: Awaited<ReturnType<typeof startAdminServer>> | undefined;
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };
  const start = async () => {
    running = await startAdminServer(place);
  };
  await start();
  return {
    url,
    folder,
    key(scopes, { name = 'bot', people } = {}) {
      const made = makeKey({ name, scopes, expiresAt: '2100-01-01T00:00:00Z', ...(people && { people }) });
      writeKeys(file, [...readKeys(file), made.key]);
      return made.text;
    },
    through(token) {
      const env = {
        HITL_CONFIG_DIR: join(folder, 'config'),
        ...(token !== undefined && { HITL_TOKEN: token }),
      };
      const there = (argv: readonly string[]) => [...argv, '--api', url];
      return {
        text: (argv, io = {}) => cli(there(argv), { ...io, env: { ...env, ...io.env } }),
        json: (argv, io = {}) => cli([...there(argv), '-o', 'json'], { ...io, env: { ...env, ...io.env } }),
      };
    },
    stop,
    start,
    async remove() {
      await stop();
      await connection.close();
      rmSync(folder, { recursive: true });
    },
  };
}
