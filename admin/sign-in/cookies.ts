import type { Context } from 'hono';
import { deleteCookie, generateSignedCookie, getSignedCookie } from 'hono/cookie';
import type { AdminSettings } from '../http/context';

/** Browsers silently drop a cookie whose name and value are larger. */
const MAX_COOKIE_BYTES = 4096;

/** Sets a signed cookie with JSON content. Returns false, and sets no cookie, if it would be too large for browsers. */
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

/** The content of a signed cookie. Undefined if it is missing or its signature is invalid. */
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

/** With the prefix `__Host-`, browsers refuse cookies that another host of the domain has set. */
export function cookieName({ url }: AdminSettings, name: string): string {
  return isHttps(url) ? `__Host-${name}` : name;
}

/** SameSite=Lax, so that a person who follows a link is signed in. Every change is a POST with a CSRF token. */
function cookieOptions({ url }: AdminSettings) {
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure: isHttps(url) } as const;
}

function isHttps(url: string): boolean {
  return url.startsWith('https:');
}
