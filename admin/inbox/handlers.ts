import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { takeOne } from '../http/limits';
import type { SignIn } from '../sign-in/authenticate';
import { assertSameOrigin } from '../sign-in/same-origin';
import { formOwnerIn, isCsrfToken, formOwner } from '../sign-in/session';
import { takeNotice } from './flash';
import { type Form, readForm } from './form';
import { sealForm, openForm } from './kept-form';
import { show } from './parts/layout';
import { SignInAgainPage } from './sign-in';
import type { AdminContext } from '../http/context';
import type { Visit } from './visit';
import { openVisit } from './visit';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { Forbidden, NotSignedIn, TemporalUnreachable } from '../../contract/errors';

/** How pages and forms are answered: to whoever has signed in with a browser, and to nobody else. */
export interface Handlers {
  page: (show: (visit: Visit) => Promise<Response> | Response) => (c: Context) => Promise<Response>;
  /** For what changes anything. `again` shows the page of the form with what was typed. */
  action: (act: ActionHandler, again: ShowForm) => (c: Context) => Promise<Response>;
}

type ActionHandler = (visit: Visit, form: Form) => Promise<Response> | Response;

/** Shows the page that holds the form, filled from `visit.typed`, and does nothing. */
export type ShowForm = (visit: Visit, form: Form, status: ContentfulStatusCode) => Promise<Response>;

export function openHandlers(admin: AdminContext, signIn: SignIn): Handlers {
  const visitOf = async (c: Context) => {
    const visit = await openVisit(c, admin, signIn);
    const wait = visit && (await takeOne(admin.accounts, visit.who.account));
    if (wait === undefined) return visit;
    c.header('Retry-After', `${wait}`);
    throw new HTTPException(429, { message: `Too many requests: wait ${wait} s. Nothing was done.` });
  };
  return {
    page: (show) => async (c) => {
      const visit = await visitOf(c);
      if (visit === undefined) return toSignIn(c);
      const flash = await takeNotice(c, admin.settings, visit.session);
      const shown = Promise.resolve(show({ ...visit, ...(flash && { flash }) }));
      return failFast(admin.client, shown);
    },
    action: (act, again) => async (c) => {
      const { settings } = admin;
      const action = c.req.path;
      const visit = await visitOf(c);
      const form = await readForm(c);
      assertSameOrigin(c, settings);
      if (visit === undefined) return showSignIn(c, admin, form);
      const owner = formOwner(settings, visit.who.account);
      const sealed = form.one('kept');
      if (sealed !== undefined) {
        const kept = openForm(settings, sealed, action);
        if (kept?.owner !== owner) throw new Forbidden(kept === undefined ? KEPT_FORM_EXPIRED : OF_ANOTHER);
        return again({ ...visit, typed: { action, form: kept.form }, flash: FORM_RESTORED }, kept.form, 200);
      }
      const typed = { ...visit, typed: { action, form } };
      const csrf = form.one('csrf');
      if (isCsrfToken(settings, visit.session, csrf)) return act(typed, form);
      if (formOwnerIn(csrf) !== owner) throw new Forbidden(OF_ANOTHER);
      return again({ ...typed, flash: OF_EARLIER_SIGN_IN }, form, 403);
    },
  };
}

const NOT_DONE = { counted: false, title: 'Nothing was done yet' };

const FORM_RESTORED = {
  ...NOT_DONE,
  message: 'Here is what you typed before you signed in. Check it and send it.',
};

const OF_EARLIER_SIGN_IN = {
  ...NOT_DONE,
  message: 'The form was of an earlier sign-in of yours. Here is what you typed: check it and send it.',
};

const OF_ANOTHER =
  'This form belongs to another person’s sign-in or to an earlier version of the page. Nothing was done: open the page again.';

const KEPT_FORM_EXPIRED =
  'What you typed was kept for an hour, and that is over. Nothing was done: open the page again.';

/** Without a session nothing is done, and what was typed is given back after signing in. */
function showSignIn(c: Context, admin: AdminContext, form: Form): Promise<Response> {
  const action = c.req.path;
  const owner = formOwnerIn(form.one('csrf'));
  const kept = form.one('kept') ?? (owner && sealForm(admin.settings, { owner, action, form }));
  if (!kept) throw new NotSignedIn('Your sign-in has ended, so nothing was done. Sign in and try again.');
  return show(c, SignInAgainPage({ admin, action, kept }), 401);
}

function toSignIn(c: Context): Response {
  const { pathname, search } = new URL(c.req.url);
  return c.redirect(`/sign-in?to=${encodeURIComponent(pathname + search)}`, 302);
}

/** So long nobody wonders whether the page works. */
const SLOW_MS = 1_500;

const CHECK_TIMEOUT_MS = 1_000;

/** Whether Temporal answers within so many milliseconds. */
async function answers(client: Client, ms: number): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + ms, () => client.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}

/**
 * What comes of reading from Temporal. The client tries for ten seconds before it says that Temporal is away; a person
 * who looks at an empty window for so long has gone.
 *
 * @throws TemporalUnreachable after some two seconds, when Temporal is away
 */
export async function failFast<T>(client: Client, reading: Promise<T>): Promise<T> {
  const soon = await Promise.race([reading.then(() => 'read'), sleep(SLOW_MS, 'slow', { ref: false })]);
  if (soon === 'read' || (await answers(client, CHECK_TIMEOUT_MS))) return reading;
  reading.catch(() => {});
  throw new TemporalUnreachable('Temporal does not answer');
}
