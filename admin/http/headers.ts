import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { HTTPException } from 'hono/http-exception';
import { isLoopback } from '../../rules/loopback';
import type { AdminSettings } from './context';

/** What proxies add. */
const FORWARDED = ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Real-IP'];

/** No script or style but the admin server's own files, no frames, no other site's anything. */
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
    // Not 'no-referrer': then browsers send our own forms with the origin `null`.
    referrerPolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
  });
  return async (c, next) => {
    // Another site may have its own name resolve to this machine, and then read what is here as if it were its own.
    // And a proxy on this machine would let in everybody it serves.
    const isForwarded = FORWARDED.some((header) => c.req.header(header) !== undefined);
    if (signIn.dev && (isForwarded || !isLoopback(new URL(c.req.url).hostname)))
      throw new HTTPException(403, { message: 'This admin server is for this machine alone' });
    await headers(c, next);
  };
}
