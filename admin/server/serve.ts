import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { serve, type ServerType } from '@hono/node-server';
import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import type { Config } from '../../contract/config/config';
import { toMilliseconds } from '../../contract/duration';
import { HitlError } from '../../contract/errors';
import { freePorts } from '../../worker/temporal/ports';
import type { AdminContext } from '../http/context';
import { createApp } from './create-app';
import { openAdminContext } from './open';
import { adminSettings } from './settings';
import { startHealing } from './stuck';

/*
 * Starts an admin server that listens on a port.
 */

interface AdminServerOptions {
  config: Config;
  client: Client;
  taskQueue?: string;
  /** Reads requests that Temporal no longer has. */
  archive?: AdminContext['archive'];
  host: string;
  /** 0 for a free port. */
  port: number;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  /** After `stop`, requests in progress have this long to end. Default 20 s. */
  stopTimeoutMs?: number;
}

export interface RunningAdminServer {
  url: string;
  stop: () => Promise<void>;
}

/**
 * Starts an admin server. Temporal need not be reachable yet. The caller closes the client.
 *
 * @throws ConfigError if the config has no `admin`, or an unsafe one
 * @throws AdminServerFailed if the server cannot listen on the address
 */
export async function startAdminServer({
  config,
  client,
  taskQueue,
  archive,
  host,
  env,
  log,
  stopTimeoutMs,
  ...wanted
}: AdminServerOptions): Promise<RunningAdminServer> {
  const [port = 0] = wanted.port === 0 ? await freePorts(host, [0]) : [wanted.port];
  const settings = adminSettings(config.admin, { host, port, env });
  const admin = openAdminContext({ config, settings, client, taskQueue, archive, log });
  const app = createApp(admin);
  const keepAliveMs = toMilliseconds(settings.keepAlive);
  const { stop } = await serveApp(app, { host, port, keepAliveMs, stopTimeoutMs });
  const healing = settings.heal ? startHealing(admin) : undefined;
  return {
    url: settings.url,
    stop: () => {
      healing?.stop();
      return stop();
    },
  };
}

/** Thrown if the admin server, or the health check of a worker, cannot listen on its address. */
class AdminServerFailed extends HitlError {}

export interface Listening {
  port: number;
  /** Stops. Requests in progress have `stopTimeoutMs` to end, event streams end at once. */
  stop: () => Promise<void>;
}

interface ServeOptions {
  host: string;
  port: number;
  keepAliveMs: number;
  /** After `stop`, requests in progress have this long to end. Default 20 s. */
  stopTimeoutMs?: number;
}

/** Room for a percent-encoded cursor in an address. */
const MAX_HEADER_BYTES = 64 * 1024;

/** Less than the 30 s of a pod, less the 5 s in which a load balancer notices that the pod ends. */
const STOP_TIMEOUT_MS = 20_000;

/** Serves the app on an address. Port 0 is a free port. @throws AdminServerFailed if it cannot listen */
export async function serveApp(
  app: Hono,
  { host, port, keepAliveMs, stopTimeoutMs = STOP_TIMEOUT_MS }: ServeOptions,
): Promise<Listening> {
  const streams = new Set<Writable>();
  // Event streams never end by themselves. The clients connect again, to another server if there is one.
  const fetch = async (request: Request, env: { outgoing: Writable }) => {
    const answer = await app.fetch(request, env);
    const { outgoing } = env;
    if (answer.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      streams.add(outgoing);
      outgoing.once('close', () => streams.delete(outgoing));
    }
    return answer;
  };
  const options = { fetch, hostname: host, port };
  const server = await new Promise<ServerType>((resolve, reject) => {
    const started = serve(
      { ...options, serverOptions: { maxHeaderSize: MAX_HEADER_BYTES, ...timeouts(keepAliveMs) } },
      () => resolve(started),
    );
    started.once('error', (error: NodeJS.ErrnoException) => reject(failure(error, host, port)));
  });
  const end = () => {
    for (const stream of streams) stream.destroy();
    return stop(server, stopTimeoutMs);
  };
  return { port: (server.address() as AddressInfo).port, stop: end };
}

/** On some connections Node measures the headers timeout from the last answer, so it must be longer than keep-alive. */
function timeouts(keepAliveMs: number) {
  const headersTimeout = keepAliveMs + 5_000;
  return { keepAliveTimeout: keepAliveMs, headersTimeout, requestTimeout: Math.max(300_000, headersTimeout) };
}

const IDLE_CHECK_MS = 50;

function stop(server: ServerType, stopTimeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    // Node keeps a connection open after the answer to a request that was in progress.
    const closeIdle = () => 'closeIdleConnections' in server && server.closeIdleConnections();
    const closeAll = () => 'closeAllConnections' in server && server.closeAllConnections();
    const idle = setInterval(closeIdle, IDLE_CHECK_MS);
    const rest = setTimeout(closeAll, stopTimeoutMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(rest);
      resolve();
    });
    closeIdle();
  });
}

function failure(error: NodeJS.ErrnoException, host: string, port: number): AdminServerFailed {
  const why =
    error.code === 'EADDRINUSE' ? 'the port is in use; choose another port with --port' : error.message;
  return new AdminServerFailed(`The admin server cannot listen on ${host}:${port}: ${why}`, { cause: error });
}
