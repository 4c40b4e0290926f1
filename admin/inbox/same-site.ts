import type { Context } from 'hono';
import { Forbidden } from '../access/errors';
import type { DeskSettings } from '../desk/desk';
import { isCsrfToken, type Session } from '../sign-in/session';
import type { Form } from './form';

/** Makes sure that one of the desk's own pages sent this form, in this session. @throws Forbidden */
export function demandOwnForm(c: Context, settings: DeskSettings, session: Session, form: Form): void {
  const own = new URL(settings.url).origin;
  const origin = c.req.header('Origin');
  // On one's own machine the desk may be opened by another name of it.
  const alsoOwn = settings.signIn.dev ? new URL(c.req.url).origin : own;
  if (origin !== undefined && origin !== own && origin !== alsoOwn)
    throw new Forbidden(
      `This came from ${origin}, and the desk is at ${own}: open it there. Nothing was done.`,
    );
  if (c.req.header('Sec-Fetch-Site') === 'cross-site')
    throw new Forbidden('This came from another site. Nothing was done.');
  if (!isCsrfToken(settings, session, form.one('csrf')))
    throw new Forbidden(
      'This form is of an earlier sign-in, or of somebody else’s. Nothing was done: open the page again.',
    );
}
