import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { AdminContext } from './context';
import { problem, sendProblem } from './problem';

/*
 * Rate limits and the maximum body size.
 */

/** Limits the requests per minute of one address, with or without sign-in. Each admin server counts separately. */
export function addLimits(app: Hono, { settings }: AdminContext): void {
  const { limits, trustedProxies } = settings;
  const addresses = openLimiter(limits.address);
  app.use(async (c, next) => {
    const wait = await takeOne(addresses, addressOf(c, trustedProxies));
    if (wait === undefined) return next();
    return sendTooMany(c, wait);
  });
}

/** A limiter that allows each key a number of requests per minute. */
export function openLimiter(perMinute: number): RateLimiterMemory {
  return new RateLimiterMemory({ points: perMinute, duration: 60 });
}

/** Counts one request of a key. Returns the seconds to wait if the key has reached its limit. */
export async function takeOne(limiter: RateLimiterMemory, key: string): Promise<number | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return Math.ceil(refused.msBeforeNext / 1000);
    throw refused;
  }
}

export function sendTooMany(c: Context, seconds: number): Response {
  c.header('Retry-After', `${seconds}`);
  return sendProblem(c, problem(429, `Too many requests: wait ${seconds} s`));
}

/**
 * The client's address. Each trusted proxy adds the address that called it to X-Forwarded-For. If the entry is not an
 * address, such as `unknown`, the proxy's address counts: otherwise an invented word would get a limit of its own.
 */
function addressOf(c: Context, trustedProxies: number): string {
  const forwarded = c.req.header('X-Forwarded-For')?.split(',') ?? [];
  const client = trustedProxies > 0 ? networkOf(forwarded.at(-trustedProxies)?.trim() ?? '') : undefined;
  return client ?? networkOf(connectedFrom(c) ?? '') ?? 'unknown';
}

/**
 * The key under which an address is counted. For IPv6 it is the /64 network, because one client has 2^64 addresses. The
 * text may contain a port. Undefined if it is not an address.
 */
export function networkOf(text: string): string | undefined {
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const [plain = ''] = address.split('%');
  // ipaddr.js also takes `1` for an address.
  if (isIP(plain) === 0) return undefined;
  const parsed = ipaddr.process(plain);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':');
}

/** Undefined without a server, as in a test. */
function connectedFrom(c: Context): string | undefined {
  const hasServer = (c.env as { incoming?: unknown } | undefined)?.incoming !== undefined;
  return hasServer ? getConnInfo(c).remote.address : undefined;
}

/** The maximum size of a form or a JSON body. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** @throws HTTPException 413 */
export function throwTooLarge(): never {
  throw new HTTPException(413, { message: `the body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB` });
}
