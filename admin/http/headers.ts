import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { isLoopback } from '../../rules/loopback';
import type { AdminSettings } from './context';

/** Headers that proxies add. */
const FORWARDED = ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Real-IP'];

/** Allows only scripts and styles from the admin server itself, no frames and no content from other sites. */
export function securityHeaders({ url, signIn }: AdminSettings): MiddlewareHandler {
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    strictTransportSecurity: url.startsWith('https:') ? 'max-age=31536000' : false,
    xFrameOptions: 'DENY',
    // With 'no-referrer', browsers would send our own forms with the origin `null`.
    referrerPolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
    // What an agent has sent is served with a stricter policy of its own.
    overwrite: false,
  });
  return async (c, next) => {
    // With dev sign-in, another site could resolve its own name to this machine and read the pages (DNS rebinding), and
    // a proxy on this machine would let in all its users.
    const isForwarded = FORWARDED.some((header) => c.req.header(header) !== undefined);
    if (signIn.dev && (isForwarded || !isLoopback(new URL(c.req.url).hostname)))
      throw new HTTPException(403, {
        message: 'Development sign-in works only on this machine, without a proxy',
      });
    await headers(c, next);
  };
}
