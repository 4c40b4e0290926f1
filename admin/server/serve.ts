import type { AddressInfo } from 'node:net';
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
  /** After `stop`, requests in progress have this long to end. Default 3 s. */
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
  /** Stops. Requests in progress have `stopTimeoutMs` to end. */
  stop: () => Promise<void>;
}

interface ServeOptions {
  host: string;
  port: number;
  keepAliveMs: number;
  /** After `stop`, requests in progress have this long to end. Default 3 s. */
  stopTimeoutMs?: number;
}

/** Room for a percent-encoded cursor in an address. */
const MAX_HEADER_BYTES = 64 * 1024;

const STOP_TIMEOUT_MS = 3_000;

/** Serves the app on an address. Port 0 is a free port. @throws AdminServerFailed if it cannot listen */
export async function serveApp(
  app: Hono,
  { host, port, keepAliveMs, stopTimeoutMs = STOP_TIMEOUT_MS }: ServeOptions,
): Promise<Listening> {
  const options = { fetch: app.fetch, hostname: host, port };
  const server = await new Promise<ServerType>((resolve, reject) => {
    const started = serve(
      { ...options, serverOptions: { maxHeaderSize: MAX_HEADER_BYTES, ...timeouts(keepAliveMs) } },
      () => resolve(started),
    );
    started.once('error', (error: NodeJS.ErrnoException) => reject(failure(error, host, port)));
  });
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server, stopTimeoutMs) };
}

/** On some connections Node measures the headers timeout from the last answer, so it must be longer than keep-alive. */
function timeouts(keepAliveMs: number) {
  const headersTimeout = keepAliveMs + 5_000;
  return { keepAliveTimeout: keepAliveMs, headersTimeout, requestTimeout: Math.max(300_000, headersTimeout) };
}

function stop(server: ServerType, stopTimeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Event streams never end by themselves.
    const closeAll = () => 'closeAllConnections' in server && server.closeAllConnections();
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    setTimeout(closeAll, stopTimeoutMs).unref();
  });
}

function failure(error: NodeJS.ErrnoException, host: string, port: number): AdminServerFailed {
  const why =
    error.code === 'EADDRINUSE' ? 'the port is in use; choose another port with --port' : error.message;
  return new AdminServerFailed(`The admin server cannot listen on ${host}:${port}: ${why}`, { cause: error });
}
