import type { Context } from 'hono';
import { z } from 'zod';
import { truncateToBytes } from '../../rules/text';
import type { AdminSettings } from '../http/context';
import { dropCookie, readSignedJson, setSignedJson } from '../sign-in/cookies';
import type { Session } from '../sign-in/session';
import type { Notice } from '../text/notice';

const MAX_AGE_S = 60;
const COOKIE = 'hitl_verdict';
/** A cookie holds 4 KB in base64. The page below the notice has the full text. */
const MAX_MESSAGE_BYTES = 1200;

const NoticeSchema = z.strictObject({
  session: z.string(),
  path: z.string(),
  counted: z.boolean(),
  title: z.string(),
  message: z.string(),
});

/** Keeps the notice in a signed cookie, for the page at `path`. */
export async function keepNotice(
  c: Context,
  settings: AdminSettings,
  { id: session }: Session,
  path: string,
  notice: Notice,
): Promise<void> {
  const kept = { ...notice, message: truncateToBytes(notice.message, MAX_MESSAGE_BYTES), session, path };
  await setSignedJson(c, settings, COOKIE, kept, MAX_AGE_S);
}

/** The notice kept for this page and this session. It is shown once. */
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

/** Whether no person sees this answer: a script checks for changes, or a browser prefetches. */
function isBackgroundRequest(c: Context): boolean {
  const isPrefetch = /prefetch|prerender/i.test(c.req.header('Sec-Purpose') ?? c.req.header('Purpose') ?? '');
  return isPrefetch || c.req.method === 'HEAD' || c.req.header('X-Live') !== undefined;
}
