import { isDeepStrictEqual } from 'node:util';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { isLocale } from '../../contract/config/contacts';
import { NotSignedIn } from '../../contract/errors';
import type { Principal } from '../access/principal';
import type { AdminContext } from '../http/context';
import { authenticate, type SignIn } from '../sign-in/authenticate';
import { type Session } from '../sign-in/session';
import type { Notice } from '../text/notice';
import { keepNotice } from './flash';
import { type Form } from './form';

/** A signed-in person's request for a page or an action. */
export interface Visit {
  c: Context;
  admin: AdminContext;
  who: Principal;
  session: Session;
  /** Whether the person is still signed in, with the same teams. */
  isLetIn: () => Promise<boolean>;
  now: number;
  /** The reader's language for numbers and dates, such as `de-CH`. */
  locale: string;
  /** The result of what the person did just before. */
  notice?: Notice;
  /** What the person typed into a form that is shown again. */
  typed?: TypedForm;
}

/** The notice title for a form that changed nothing. */
export const NOT_DONE = { counted: false, title: 'Nothing was changed' };

interface TypedForm {
  /** The address the form is sent to. */
  action: string;
  form: Form;
  /** What is wrong with fields of the response form, by field. */
  problems?: Record<string, string>;
}

/** What was typed into a field, if the form for `action` is shown again. */
export function typedIn({ typed }: Visit, action: string): (name: string) => string | undefined {
  return (name) => (typed?.action === action ? typed.form.one(name) : undefined);
}

/** The whole form that was typed, if the form for `action` is shown again. */
export function typedForm({ typed }: Visit, action: string): Form | undefined {
  return typed?.action === action ? typed.form : undefined;
}

/** The visit of the person whose session came with the request. Undefined without a session. */
export async function openVisit(c: Context, admin: AdminContext, signIn: SignIn): Promise<Visit | undefined> {
  const sender = await authenticate(c, admin, signIn).catch((error: unknown) => {
    if (error instanceof NotSignedIn) return undefined;
    throw error;
  });
  if (sender?.session === undefined) return undefined;
  const { who, session } = sender;
  const isLetIn = async () => {
    const now = await authenticate(c, admin, signIn).catch(() => undefined);
    return isDeepStrictEqual(now, sender);
  };
  return { c, admin, who, session, isLetIn, now: Date.now(), locale: localeOf(c) };
}

/** The first language of the browser that can format numbers. Default English. */
function localeOf(c: Context): string {
  return accepts(c, {
    header: 'Accept-Language',
    supports: [],
    default: 'en',
    match: (languages) => languages.find(({ type }) => isLocale(type))?.type ?? 'en',
  });
}

/** Redirects to a page that shows the notice once. Reloading that page does not send the form again. */
export async function redirectWithNotice(
  { c, admin, session }: Visit,
  path: string,
  notice: Notice,
): Promise<Response> {
  await keepNotice(c, admin.settings, session, path, notice);
  return c.redirect(path, 303);
}

/** For a page that shows the notice itself. */
export function withoutNotice({ notice: _shown, ...visit }: Visit): Visit {
  return visit;
}
