import type { AddressInfo } from 'node:net';
import type { ServerType } from '@hono/node-server';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { HitlError } from '../../contract/errors';

/** Thrown when the desk cannot listen where it should; says why and what to do. */
export class DeskFailed extends HitlError {}

export interface Listening {
  port: number;
  /** Lets what is under way end, at most for `goodbyeMs`, and stops. */
  stop: () => Promise<void>;
}

export interface ServeOptions {
  host: string;
  port: number;
  keepAliveMs: number;
  /** How long what is under way may take to end once the desk stops. Default 3 s. */
  goodbyeMs?: number;
}

/** Room for a cursor that is percent-encoded in an address. */
const MOST_HEADER_BYTES = 64 * 1024;

const GOODBYE_MS = 3_000;

/** Serves the app at this address; port 0 takes a free one. @throws DeskFailed */
export async function serveDesk(
  app: Hono,
  { host, port, keepAliveMs, goodbyeMs = GOODBYE_MS }: ServeOptions,
): Promise<Listening> {
  const given = { fetch: app.fetch, hostname: host, port };
  const server = await new Promise<ServerType>((resolve, reject) => {
    const started = serve(
      { ...given, serverOptions: { maxHeaderSize: MOST_HEADER_BYTES, ...timeouts(keepAliveMs) } },
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

function failure(error: NodeJS.ErrnoException, host: string, port: number): DeskFailed {
  const why =
    error.code === 'EADDRINUSE'
      ? 'something listens there already: choose another with --port'
      : error.message;
  return new DeskFailed(`The desk cannot listen on ${host}:${port}: ${why}`, { cause: error });
}
