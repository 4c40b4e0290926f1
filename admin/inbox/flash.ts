import type { Context } from 'hono';
import { z } from 'zod';
import { dropSealed, readSealed, setSealed } from '../sign-in/cookies';
import type { Session } from '../sign-in/session';
import { truncateToBytes } from '../../rules/requests/details';
import type { DeskSettings } from '../desk/desk';

const LASTS_S = 60;
const COOKIE = 'hitl_verdict';
/** Of the message: a cookie holds 4 KB in base64. The page below it tells the rest. */
const MAX_MESSAGE_BYTES = 1200;

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
  const kept = { ...flash, message: truncateToBytes(flash.message, MAX_MESSAGE_BYTES), session, path };
  await setSealed(c, settings, COOKIE, kept, LASTS_S);
}

/** What is kept for this page and this session, once. */
export async function takeFlash(
  c: Context,
  settings: DeskSettings,
  session: Session,
): Promise<Flash | undefined> {
  if (isAside(c)) return undefined;
  const { data } = FlashSchema.safeParse(await readSealed(c, settings, COOKIE));
  const { pathname, search } = new URL(c.req.url);
  if (data?.session !== session.id || data.path !== pathname + search) return undefined;
  dropSealed(c, settings, COOKIE);
  return { counted: data.counted, title: data.title, message: data.message };
}

/** Nobody reads this answer as a page: the script looks for news, or a browser looks ahead. */
function isAside(c: Context): boolean {
  const isAhead = /prefetch|prerender/i.test(c.req.header('Sec-Purpose') ?? c.req.header('Purpose') ?? '');
  return isAhead || c.req.method === 'HEAD' || c.req.header('X-Live') !== undefined;
}
