import type { AddressInfo } from 'node:net';
import { serve, type ServerType } from '@hono/node-server';
import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import type { Config } from '../../contract/config/config';
import { toMilliseconds } from '../../contract/duration';
import { HitlError } from '../../contract/errors';
import { freePorts } from '../../worker/temporal/ports';
import { createApp } from './create-app';
import { openAdminContext } from './open';
import { adminSettings } from './settings';
import { startHealing } from './stuck';

/*
 * Starts an admin server, and listens.
 */

interface AdminServerOptions {
  config: Config;
  client: Client;
  taskQueue?: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  /** How long what is under way may take to end once the admin server stops. Default 3 s. */
  goodbyeMs?: number;
}

export interface RunningAdminServer {
  url: string;
  stop: () => Promise<void>;
}

/**
 * Starts an admin server on a connection to Temporal, which need not work yet. The client stays the caller's to close.
 *
 * @throws ConfigError when the config has no admin server, or one that would not be safe
 * @throws AdminServerFailed when it cannot listen
 */
export async function startAdminServer({
  config,
  client,
  taskQueue,
  host,
  env,
  log,
  goodbyeMs,
  ...wanted
}: AdminServerOptions): Promise<RunningAdminServer> {
  const [port = 0] = wanted.port === 0 ? await freePorts(host, [0]) : [wanted.port];
  const settings = adminSettings(config.admin, { host, port, env });
  const admin = openAdminContext({ config, settings, client, taskQueue, log });
  const app = createApp(admin);
  const keepAliveMs = toMilliseconds(settings.keepAlive);
  const { stop } = await serveApp(app, { host, port, keepAliveMs, goodbyeMs });
  const healing = settings.heal ? startHealing(admin) : undefined;
  return {
    url: settings.url,
    stop: () => {
      healing?.stop();
      return stop();
    },
  };
}

/** Thrown when the admin server cannot listen where it should; says why and what to do. */
class AdminServerFailed extends HitlError {}

export interface Listening {
  port: number;
  /** Lets what is under way end, at most for `goodbyeMs`, and stops. */
  stop: () => Promise<void>;
}

interface ServeOptions {
  host: string;
  port: number;
  keepAliveMs: number;
  /** How long what is under way may take to end once the admin server stops. Default 3 s. */
  goodbyeMs?: number;
}

/** Room for a cursor that is percent-encoded in an address. */
const MAX_HEADER_BYTES = 64 * 1024;

const STOP_TIMEOUT_MS = 3_000;

/** Serves the app at this address; port 0 takes a free one. @throws AdminServerFailed */
export async function serveApp(
  app: Hono,
  { host, port, keepAliveMs, goodbyeMs = STOP_TIMEOUT_MS }: ServeOptions,
): Promise<Listening> {
  const given = { fetch: app.fetch, hostname: host, port };
  const server = await new Promise<ServerType>((resolve, reject) => {
    const started = serve(
      { ...given, serverOptions: { maxHeaderSize: MAX_HEADER_BYTES, ...timeouts(keepAliveMs) } },
      () => resolve(started),
    );
    started.once('error', (error: NodeJS.ErrnoException) => reject(failure(error, host, port)));
  });
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server, goodbyeMs) };
}

/** Node counts the time for headers from the last answer on some connections, so it must be longer than keep-alive. */
function timeouts(keepAliveMs: number) {
  const headersTimeout = keepAliveMs + 5_000;
  return { keepAliveTimeout: keepAliveMs, headersTimeout, requestTimeout: Math.max(300_000, headersTimeout) };
}

function stop(server: ServerType, goodbyeMs: number): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Streams of events never end by themselves.
    const insist = () => 'closeAllConnections' in server && server.closeAllConnections();
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    setTimeout(insist, goodbyeMs).unref();
  });
}

function failure(error: NodeJS.ErrnoException, host: string, port: number): AdminServerFailed {
  const why =
    error.code === 'EADDRINUSE'
      ? 'something listens there already: choose another with --port'
      : error.message;
  return new AdminServerFailed(`The admin server cannot listen on ${host}:${port}: ${why}`, { cause: error });
}
