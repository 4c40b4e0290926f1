import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { defined } from '../../contract/defined';
import { Forbidden, NotSignedIn, TemporalUnreachable } from '../../contract/errors';
import type { AdminContext } from '../http/context';
import { takeOne } from '../http/limits';
import type { SignIn } from '../sign-in/authenticate';
import { assertSameOrigin } from '../sign-in/same-origin';
import { formOwnerIn, isCsrfToken, formOwner } from '../sign-in/session';
import { takeNotice } from './flash';
import { type Form, readForm } from './form';
import { sealForm, openForm } from './kept-form';
import { show } from './parts/layout';
import { SignInAgainPage } from './sign-in';
import type { Visit } from './visit';
import { openVisit } from './visit';

/** Handlers for pages and forms. Both need a session: without one, a page redirects to the sign-in. */
export interface Handlers {
  page: (show: (visit: Visit) => Promise<Response> | Response) => (c: Context) => Promise<Response>;
  /** Handles a form that changes something. `showForm` shows the form again, with the typed values. */
  action: (act: ActionHandler, showForm: ShowForm) => (c: Context) => Promise<Response>;
}

type ActionHandler = (visit: Visit, form: Form) => Promise<Response> | Response;

/** Shows the page with the form, filled from `visit.typed`. Changes nothing. */
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
      const notice = await takeNotice(c, admin.settings, visit.session);
      const shown = Promise.resolve(show({ ...visit, ...defined({ notice }) }));
      return failFast(admin.client, shown);
    },
    action: (act, showForm) => async (c) => {
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
        return showForm(
          { ...visit, typed: { action, form: kept.form }, notice: FORM_RESTORED },
          kept.form,
          200,
        );
      }
      const typed = { ...visit, typed: { action, form } };
      const csrf = form.one('csrf');
      if (isCsrfToken(settings, visit.session, csrf)) return act(typed, form);
      if (formOwnerIn(csrf) !== owner) throw new Forbidden(OF_ANOTHER);
      return showForm({ ...typed, notice: OF_EARLIER_SIGN_IN }, form, 403);
    },
  };
}

const NOT_DONE_YET = { counted: false, title: 'Nothing was done yet' };

const FORM_RESTORED = {
  ...NOT_DONE_YET,
  message: 'Here is what you typed before you signed in. Check it and send it.',
};

const OF_EARLIER_SIGN_IN = {
  ...NOT_DONE_YET,
  message: 'The form was from your earlier sign-in. Here is what you typed. Check it and send it.',
};

const OF_ANOTHER =
  'This form is from another person’s sign-in or from an earlier version of the page. Nothing was done. Open the page again.';

const KEPT_FORM_EXPIRED =
  'What you typed was kept for an hour and has expired. Nothing was done. Open the page again.';

/** The answer to a form without a session: changes nothing, and keeps what was typed until the person has signed in. */
function showSignIn(c: Context, admin: AdminContext, form: Form): Promise<Response> {
  const action = c.req.path;
  const owner = formOwnerIn(form.one('csrf'));
  const kept = form.one('kept') ?? (owner && sealForm(admin.settings, { owner, action, form }));
  if (!kept) throw new NotSignedIn('Your sign-in has ended. Nothing was done. Sign in and try again.');
  return show(c, SignInAgainPage({ admin, action, kept }), 401);
}

function toSignIn(c: Context): Response {
  const { pathname, search } = new URL(c.req.url);
  return c.redirect(`/sign-in?to=${encodeURIComponent(pathname + search)}`, 302);
}

/** After this time the page checks whether Temporal answers at all. */
const SLOW_MS = 1_500;

const CHECK_TIMEOUT_MS = 1_000;

/** Whether Temporal answers within `ms` milliseconds. */
async function isReachable(client: Client, ms: number): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + ms, () => client.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}

/**
 * Waits for `reading`, but not long if Temporal is unreachable. The client retries for ten seconds before it reports
 * that; a person does not wait that long for an empty page.
 *
 * @throws TemporalUnreachable after about two seconds, if Temporal is unreachable
 */
export async function failFast<T>(client: Client, reading: Promise<T>): Promise<T> {
  const first = await Promise.race([reading.then(() => 'read'), sleep(SLOW_MS, 'slow', { ref: false })]);
  if (first === 'read' || (await isReachable(client, CHECK_TIMEOUT_MS))) return reading;
  reading.catch(() => {});
  throw new TemporalUnreachable('Temporal does not answer');
}
