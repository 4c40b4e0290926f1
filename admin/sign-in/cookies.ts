import type { Context } from 'hono';
import { deleteCookie, generateSignedCookie, getSignedCookie } from 'hono/cookie';
import type { AdminSettings } from '../http/context';

/** Browsers drop a cookie whose name and value are larger, without a word to anyone. */
const MAX_COOKIE_BYTES = 4096;

/**
 * Sets a signed cookie that holds this as JSON. False when it would be larger than browsers keep: then none is set.
 */
export async function setSignedJson(
  c: Context,
  settings: AdminSettings,
  name: string,
  content: object,
  maxAge: number,
): Promise<boolean> {
  const value = Buffer.from(JSON.stringify(content)).toString('base64url');
  const options = { ...cookieOptions(settings), maxAge };
  const cookie = await generateSignedCookie(
    cookieName(settings, name),
    value,
    settings.sessionSecret,
    options,
  );
  if (Buffer.byteLength(cookie.split(';')[0] ?? '') > MAX_COOKIE_BYTES) return false;
  c.header('Set-Cookie', cookie, { append: true });
  return true;
}

/** What a cookie of ours holds. Undefined when there is none, or none that this admin server signed. */
export async function readSignedJson(c: Context, settings: AdminSettings, name: string): Promise<unknown> {
  const value = await getSignedCookie(c, settings.sessionSecret, cookieName(settings, name));
  if (!value) return undefined;
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString());
  } catch {
    return undefined;
  }
}

export function dropCookie(c: Context, settings: AdminSettings, name: string): void {
  deleteCookie(c, cookieName(settings, name), cookieOptions(settings));
}

/** The prefix makes browsers refuse one that another host of the domain has set. */
export function cookieName({ url }: AdminSettings, name: string): string {
  return isHttps(url) ? `__Host-${name}` : name;
}

/** Lax, so that a link in a message finds its reader signed in; what changes anything is a POST with a token. */
function cookieOptions({ url }: AdminSettings) {
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure: isHttps(url) } as const;
}

function isHttps(url: string): boolean {
  return url.startsWith('https:');
}
