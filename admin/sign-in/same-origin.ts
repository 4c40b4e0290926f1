import type { Context } from 'hono';
import { Forbidden } from '../../contract/errors';
import type { AdminSettings } from '../http/context';

/*
 * Keeps form posts and redirects on the origin of the admin server.
 */

/**
 * Refuses a POST from a page of another origin. Browsers send the source in Origin and in Sec-Fetch-Site, which pages
 * cannot set. With `Referrer-Policy: no-referrer` from a proxy, and from a sandboxed page, the origin is `null`. Then
 * Sec-Fetch-Site must be `same-origin`.
 *
 * @throws Forbidden
 */
export function assertSameOrigin(c: Context, settings: AdminSettings): void {
  const site = c.req.header('Sec-Fetch-Site');
  if (site === 'cross-site' || site === 'same-site')
    throw new Forbidden('This form was sent from another site. Nothing was done.');
  const origin = c.req.header('Origin');
  if (origin === undefined) return;
  if (origin === 'null') {
    if (site === 'same-origin') return;
    throw new Forbidden(
      'The browser did not say which site sent this form (Origin is null and Sec-Fetch-Site is not same-origin). Nothing was done. ' +
        'If a proxy sets Referrer-Policy: no-referrer, change it to same-origin.',
    );
  }
  const own = new URL(settings.url).origin;
  // With dev sign-in, the admin server may be opened under another name of this machine.
  const alsoOwn = settings.signIn.dev ? new URL(c.req.url).origin : own;
  if (origin === own || origin === alsoOwn) return;
  throw new Forbidden(
    `This form was sent from ${origin}, but the admin server is at ${own}. Open it there. Nothing was done.`,
  );
}

/** The path to open after signing in. An address outside this admin server becomes `/`. */
export function returnTo(wanted: string | undefined): string {
  // A header holds only printable ASCII. A second slash would name another host, and browsers read a backslash as a slash.
  return wanted !== undefined && /^\/(?![/\\])[!-[\]-~]*$/.test(wanted) ? wanted : '/';
}
