import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Forbidden, NotSignedIn } from '../access/errors';
import type { Principal } from '../access/principal';
import { orAwaySoon } from '../desk/away';
import type { Desk } from '../desk/desk';
import { take } from '../desk/limits';
import { authenticate, type SignIn } from '../sign-in/authenticate';
import { demandSameOrigin } from '../sign-in/same-origin';
import { formOwner, isCsrfToken, ownerIn, type Session } from '../sign-in/session';
import { type Flash, takeFlash } from './flash';
import { type Form, readForm } from './form';
import { openForm, sealForm } from './kept-form';
import { SignInAgainPage } from './pages/sign-in-again-page';
import { show } from './show';

/** Somebody who has signed in looks at a page. */
export interface Visit {
  c: Context;
  desk: Desk;
  who: Principal;
  session: Session;
  now: number;
  /** What became of what they did just before. */
  flash?: Flash;
  /** What the person typed into a form that is shown again. */
  typed?: TypedForm;
}

interface TypedForm {
  /** Of the form: where it is sent. */
  action: string;
  form: Form;
}

/** What was typed into the field of this name, if the form that goes to `action` is shown again. */
export function typedIn({ typed }: Visit, action: string): (name: string) => string | undefined {
  return (name) => (typed?.action === action ? typed.form.one(name) : undefined);
}

/** How pages and forms are answered: to whoever has signed in with a browser, and to nobody else. */
export interface Doors {
  page: (show: (visit: Visit) => Promise<Response> | Response) => (c: Context) => Promise<Response>;
  /** For what changes anything. `again` shows the page of the form with what was typed. */
  action: (act: Act, again: Again) => (c: Context) => Promise<Response>;
}

type Act = (visit: Visit, form: Form) => Promise<Response> | Response;
/** Shows the page that holds the form, filled from `visit.typed`, and does nothing. */
export type Again = (visit: Visit, form: Form, status: ContentfulStatusCode) => Promise<Response>;

export function doorsOf(desk: Desk, signIn: SignIn): Doors {
  const visitOf = async (c: Context) => {
    const visit = await openVisit(c, desk, signIn);
    const wait = visit && (await take(desk.accounts, visit.who.account));
    if (wait === undefined) return visit;
    c.header('Retry-After', `${wait}`);
    throw new HTTPException(429, { message: `Too many requests: wait ${wait} s. Nothing was done.` });
  };
  return {
    page: (show) => async (c) => {
      const visit = await visitOf(c);
      if (visit === undefined) return toSignIn(c);
      const flash = await takeFlash(c, desk.settings, visit.session);
      const shown = Promise.resolve(show({ ...visit, ...(flash && { flash }) }));
      return orAwaySoon(desk.client, shown);
    },
    action: (act, again) => async (c) => {
      const { settings } = desk;
      const action = c.req.path;
      const visit = await visitOf(c);
      const form = await readForm(c);
      demandSameOrigin(c, settings);
      if (visit === undefined) return askToSignIn(c, desk, form);
      const owner = formOwner(settings, visit.who.account);
      const sealed = form.one('kept');
      if (sealed !== undefined) {
        const kept = openForm(settings, sealed, action);
        if (kept?.owner !== owner) throw new Forbidden(kept === undefined ? KEPT_TOO_LONG : OF_ANOTHER);
        return again({ ...visit, typed: { action, form: kept.form }, flash: GIVEN_BACK }, kept.form, 200);
      }
      const typed = { ...visit, typed: { action, form } };
      const csrf = form.one('csrf');
      if (isCsrfToken(settings, visit.session, csrf)) return act(typed, form);
      if (ownerIn(csrf) !== owner) throw new Forbidden(OF_ANOTHER);
      return again({ ...typed, flash: OF_EARLIER_SIGN_IN }, form, 403);
    },
  };
}

const NOT_DONE = { counted: false, title: 'Nothing was done yet' };
const GIVEN_BACK = {
  ...NOT_DONE,
  message: 'Here is what you typed before you signed in. Check it and send it.',
};
const OF_EARLIER_SIGN_IN = {
  ...NOT_DONE,
  message: 'The form was of an earlier sign-in of yours. Here is what you typed: check it and send it.',
};
const OF_ANOTHER =
  'This form belongs to another person’s sign-in or to an earlier version of the page. Nothing was done: open the page again.';
const KEPT_TOO_LONG =
  'What you typed was kept for an hour, and that is over. Nothing was done: open the page again.';

/** Without a session nothing is done, and what was typed is given back after signing in. */
function askToSignIn(c: Context, desk: Desk, form: Form): Promise<Response> {
  const action = c.req.path;
  const owner = ownerIn(form.one('csrf'));
  const kept = form.one('kept') ?? (owner && sealForm(desk.settings, { owner, action, form }));
  if (!kept) throw new NotSignedIn('Your sign-in has ended, so nothing was done. Sign in and try again.');
  return show(c, SignInAgainPage({ desk, action, kept }), 401);
}

/** The visit of whoever has signed in here; nothing where nobody has. */
export async function openVisit(c: Context, desk: Desk, signIn: SignIn): Promise<Visit | undefined> {
  const sender = await authenticate(c, desk, signIn).catch((error: unknown) => {
    if (error instanceof NotSignedIn) return undefined;
    throw error;
  });
  if (sender?.session === undefined) return undefined;
  return { c, desk, who: sender.who, session: sender.session, now: Date.now() };
}

function toSignIn(c: Context): Response {
  const { pathname, search } = new URL(c.req.url);
  return c.redirect(`/sign-in?to=${encodeURIComponent(pathname + search)}`, 302);
}
