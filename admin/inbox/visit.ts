import type { Context } from 'hono';
import type { Principal } from '../access/principal';
import { authenticate, type SignIn } from '../sign-in/authenticate';
import { type Session } from '../sign-in/session';
import { keepNotice } from './flash';
import { type Form } from './form';
import type { AdminContext } from '../http/context';
import type { Notice } from '../text/notice';
import { NotSignedIn } from '../../contract/errors';

/** Somebody who has signed in looks at a page. */
export interface Visit {
  c: Context;
  admin: AdminContext;
  who: Principal;
  session: Session;
  now: number;
  /** What became of what they did just before. */
  flash?: Notice;
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

/** The visit of whoever has signed in here; nothing where nobody has. */
export async function openVisit(c: Context, admin: AdminContext, signIn: SignIn): Promise<Visit | undefined> {
  const sender = await authenticate(c, admin, signIn).catch((error: unknown) => {
    if (error instanceof NotSignedIn) return undefined;
    throw error;
  });
  if (sender?.session === undefined) return undefined;
  return { c, admin, who: sender.who, session: sender.session, now: Date.now() };
}

/** Sends the browser to a page that tells what became of the attempt; a reload of that page tries nothing. */
export async function redirectWithNotice(
  { c, admin, session }: Visit,
  path: string,
  flash: Notice,
): Promise<Response> {
  await keepNotice(c, admin.settings, session, path, flash);
  return c.redirect(path, 303);
}
