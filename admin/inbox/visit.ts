import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { NotSignedIn } from '../access/errors';
import type { Principal } from '../access/principal';
import { orAwaySoon } from '../desk/away';
import type { Desk } from '../desk/desk';
import { take } from '../desk/limits';
import { authenticate, type SignIn } from '../sign-in/authenticate';
import type { Session } from '../sign-in/session';
import { type Flash, takeFlash } from './flash';
import { type Form, readForm } from './form';
import { demandOwnForm } from './same-site';

/** Somebody who has signed in looks at a page. */
export interface Visit {
  c: Context;
  desk: Desk;
  who: Principal;
  session: Session;
  now: number;
  /** What became of what they did just before. */
  flash?: Flash;
}

/** How pages and forms are answered: to whoever has signed in with a browser, and to nobody else. */
export interface Doors {
  page: (show: (visit: Visit) => Promise<Response> | Response) => (c: Context) => Promise<Response>;
  /** For what changes anything. */
  action: (
    act: (visit: Visit, form: Form) => Promise<Response> | Response,
  ) => (c: Context) => Promise<Response>;
}

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
    action: (act) => async (c) => {
      const visit = await visitOf(c);
      if (visit === undefined)
        throw new NotSignedIn('Your sign-in has ended, so nothing was done. Sign in and try again.');
      const form = await readForm(c);
      demandOwnForm(c, desk.settings, visit.session, form);
      return act(visit, form);
    },
  };
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
