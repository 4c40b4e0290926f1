import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { z } from 'zod';
import { cookieName, cookieOptions, type Session } from '../sign-in/session';
import type { DeskSettings } from '../desk/desk';

const LASTS_S = 60;
/** A cookie holds 4 KB. The page below it tells the rest. */
const MOST_CHARACTERS = 600;

const FlashSchema = z.strictObject({
  session: z.string(),
  path: z.string(),
  counted: z.boolean(),
  title: z.string(),
  message: z.string(),
});

/** What became of an attempt, told once, on the next page. Signed: a link cannot say that something was approved. */
export interface Flash {
  counted: boolean;
  title: string;
  message: string;
}

/** Keeps it for the page at `path`. */
export async function keepFlash(
  c: Context,
  settings: DeskSettings,
  { id: session }: Session,
  path: string,
  flash: Flash,
): Promise<void> {
  const kept = { ...flash, message: cut(flash.message), session, path };
  const value = Buffer.from(JSON.stringify(kept)).toString('base64url');
  const options = { ...cookieOptions(settings), maxAge: LASTS_S };
  await setSignedCookie(c, cookieName(settings, 'hitl_verdict'), value, settings.sessionSecret, options);
}

/** What is kept for this page and this session, once. */
export async function takeFlash(
  c: Context,
  settings: DeskSettings,
  session: Session,
): Promise<Flash | undefined> {
  if (isAside(c)) return undefined;
  const name = cookieName(settings, 'hitl_verdict');
  const value = await getSignedCookie(c, settings.sessionSecret, name);
  if (!value) return undefined;
  const { data } = FlashSchema.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString()));
  const { pathname, search } = new URL(c.req.url);
  if (data?.session !== session.id || data.path !== pathname + search) return undefined;
  deleteCookie(c, name, cookieOptions(settings));
  return { counted: data.counted, title: data.title, message: data.message };
}

/** Nobody reads this answer as a page: the script looks for news, or a browser looks ahead. */
function isAside(c: Context): boolean {
  const isAhead = /prefetch|prerender/i.test(c.req.header('Sec-Purpose') ?? c.req.header('Purpose') ?? '');
  return isAhead || c.req.method === 'HEAD' || c.req.header('X-Live') !== undefined;
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS).join('')}…` : text;
}
