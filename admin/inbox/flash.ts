import type { Context } from 'hono';
import { z } from 'zod';
import { dropCookie, readSignedJson, setSignedJson } from '../sign-in/cookies';
import type { Session } from '../sign-in/session';
import { truncateToBytes } from '../../rules/requests/details';
import type { AdminSettings } from '../http/context';
import type { Notice } from '../text/notice';

const MAX_AGE_S = 60;
const COOKIE = 'hitl_verdict';
/** Of the message: a cookie holds 4 KB in base64. The page below it tells the rest. */
const MAX_MESSAGE_BYTES = 1200;

const NoticeSchema = z.strictObject({
  session: z.string(),
  path: z.string(),
  counted: z.boolean(),
  title: z.string(),
  message: z.string(),
});

/** Keeps it for the page at `path`. */
export async function keepNotice(
  c: Context,
  settings: AdminSettings,
  { id: session }: Session,
  path: string,
  flash: Notice,
): Promise<void> {
  const kept = { ...flash, message: truncateToBytes(flash.message, MAX_MESSAGE_BYTES), session, path };
  await setSignedJson(c, settings, COOKIE, kept, MAX_AGE_S);
}

/** What is kept for this page and this session, once. */
export async function takeNotice(
  c: Context,
  settings: AdminSettings,
  session: Session,
): Promise<Notice | undefined> {
  if (isBackgroundRequest(c)) return undefined;
  const { data } = NoticeSchema.safeParse(await readSignedJson(c, settings, COOKIE));
  const { pathname, search } = new URL(c.req.url);
  if (data?.session !== session.id || data.path !== pathname + search) return undefined;
  dropCookie(c, settings, COOKIE);
  return { counted: data.counted, title: data.title, message: data.message };
}

/** Nobody reads this answer as a page: the script looks for news, or a browser looks ahead. */
function isBackgroundRequest(c: Context): boolean {
  const isAhead = /prefetch|prerender/i.test(c.req.header('Sec-Purpose') ?? c.req.header('Purpose') ?? '');
  return isAhead || c.req.method === 'HEAD' || c.req.header('X-Live') !== undefined;
}
