import { SEARCH_ATTRIBUTES } from '../contract/names';
import { startDevServer } from '../worker/temporal/dev-server';
import { findServer } from '../worker/temporal/find-server';
import { freePorts } from '../worker/temporal/ports';
import { startServerProcess, untilServing } from '../worker/temporal/server-process';

export interface Server {
  address: string;
  pid: number;
  stop(): Promise<void>;
}

const IP = '127.0.0.1';
const attributes = Object.entries(SEARCH_ATTRIBUTES);

/** Starts the dev server as `hitl dev` does; without a file it is in memory. */
export function hitlServer(dbFile?: string): Promise<Server> {
  const searchAttributes = attributes.map(([name, type]) => ({ name, type }));
  return startDevServer({ port: 0, headless: true, searchAttributes, ...(dbFile && { dbFile }) });
}

const TYPES = { KEYWORD: 'Keyword', KEYWORD_LIST: 'KeywordList', DATETIME: 'Datetime' };

/** Starts Temporal's dev server on a file with its default settings, but without the check for newer versions. */
export async function plainServer(dbFile: string): Promise<Server> {
  const { path } = await findServer('cli');
  const [port = 0] = await freePorts(IP, [0]);
  const args = [
    ...['server', 'start-dev', '--log-level', 'error', '--headless'],
    ...['--ip', IP, '--port', String(port), '--db-filename', dbFile],
    ...['--dynamic-config-value', 'frontend.enableServerVersionCheck=false'],
    ...attributes.flatMap(([name, type]) => ['--search-attribute', `${name}=${TYPES[type]}`]),
  ];
  const server = await startServerProcess(path, args, { env: process.env });
  const address = `${IP}:${port}`;
  try {
    await untilServing(address, 'default', { timeoutMs: 60_000, stopped: server.exited });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { address, pid: server.pid, stop: () => server.stop() };
}
