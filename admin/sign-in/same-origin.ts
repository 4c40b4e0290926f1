import type { Context } from 'hono';
import type { AdminSettings } from '../http/context';
import { Forbidden } from '../../contract/errors';

/*
 * Requests and redirects stay on the origin of the admin server.
 */

/**
 * Makes sure that no page of another origin sent this. Browsers say where a POST comes from: in Sec-Fetch-Site, which
 * pages cannot set, and in Origin. A proxy that adds `Referrer-Policy: no-referrer` has them send the origin `null`,
 * as a sandboxed page of another site does too: then Sec-Fetch-Site must tell that it is ours.
 *
 * @throws Forbidden
 */
export function assertSameOrigin(c: Context, settings: AdminSettings): void {
  const site = c.req.header('Sec-Fetch-Site');
  if (site === 'cross-site' || site === 'same-site')
    throw new Forbidden('This came from another site. Nothing was done.');
  const origin = c.req.header('Origin');
  if (origin === undefined) return;
  if (origin === 'null') {
    if (site === 'same-origin') return;
    throw new Forbidden(
      'The browser did not say where this came from: it sent the origin null and no Sec-Fetch-Site. Nothing was done. ' +
        'If a proxy sets Referrer-Policy: no-referrer, set it to same-origin.',
    );
  }
  const own = new URL(settings.url).origin;
  // On one's own machine the admin server may be opened by another name of it.
  const alsoOwn = settings.signIn.dev ? new URL(c.req.url).origin : own;
  if (origin === own || origin === alsoOwn) return;
  throw new Forbidden(
    `This came from ${origin}, and the admin server is at ${own}: open it there. Nothing was done.`,
  );
}

/** Where to go after signing in: an address of this admin server, whatever was asked for. */
export function returnTo(wanted: string | undefined): string {
  // Printable ASCII but the backslash, as in any address that is percent-encoded: a header takes nothing else.
  // A second slash, or a backslash that browsers take for one, would name another host.
  return wanted !== undefined && /^\/(?![/\\])[!-[\]-~]*$/.test(wanted) ? wanted : '/';
}
