import { isIPv4, isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { problem, sendProblem } from './problem';
import type { AdminContext } from './context';

/*
 * How many requests per minute one address may send, and how large a body may be. Each admin server counts for itself.
 */

/** Bounds what one address may send a minute, whoever it says it is. Each admin server counts for itself. */
export function addLimits(app: Hono, { settings }: AdminContext): void {
  const { limits, trustedProxies } = settings;
  const addresses = openLimiter(limits.address);
  app.use(async (c, next) => {
    const wait = await takeOne(addresses, addressOf(c, trustedProxies));
    if (wait === undefined) return next();
    return sendTooMany(c, wait);
  });
}

/** Counts so many requests a minute for each key. */
export function openLimiter(aMinute: number): RateLimiterMemory {
  return new RateLimiterMemory({ points: aMinute, duration: 60 });
}

/** Takes one of what the key has left; if it has none, the seconds until it has. */
export async function takeOne(counts: RateLimiterMemory, key: string): Promise<number | undefined> {
  try {
    await counts.consume(key);
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
 * The address of the client behind the trusted proxies: each of them adds the one it was called from. An entry that is
 * no address, such as `unknown` or an invented word, would be a limit of its own: then the proxy's address counts.
 */
function addressOf(c: Context, trustedProxies: number): string {
  const forwarded = c.req.header('X-Forwarded-For')?.split(',') ?? [];
  const behind = trustedProxies > 0 ? networkOf(forwarded.at(-trustedProxies)?.trim() ?? '') : undefined;
  return behind ?? networkOf(connectedFrom(c) ?? '') ?? 'unknown';
}

/**
 * What an address is counted as: of IPv6 the network, since each has 2^64 addresses. With or without a port. Undefined
 * when it is no address.
 */
export function networkOf(text: string): string | undefined {
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const [plain = ''] = address.split('%');
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return undefined;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = plain.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const gap = tail === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array.from({ length: gap }, () => '0'), ...(tail ?? [])];
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}

/** Nothing where no server is between, as in a test. */
function connectedFrom(c: Context): string | undefined {
  const hasServer = (c.env as { incoming?: unknown } | undefined)?.incoming !== undefined;
  return hasServer ? getConnInfo(c).remote.address : undefined;
}

/** What somebody may send at once: a form, or JSON. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** @throws HTTPException 413 */
export function throwTooLarge(): never {
  throw new HTTPException(413, { message: `the body is larger than ${MAX_BODY_BYTES / 1024 / 1024} MB` });
}
