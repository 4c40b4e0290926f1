import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { z } from 'zod';
import { toMilliseconds } from '../../contract/duration';
import type { DeskSettings } from '../desk/desk';

const SessionSchema = z.strictObject({
  id: z.string().min(1),
  account: z.string().min(1),
  name: z.string().min(1),
  /** As the sign-in said; null where it should have and did not. Absent: the directory tells. */
  teams: z.array(z.string()).nullable().optional(),
  /** Milliseconds since 1970. */
  until: z.number(),
});

/** Who has signed in, as a signed cookie carries it: no desk remembers it, so any of them knows it. */
export type Session = z.output<typeof SessionSchema>;

/** Starts a session of whoever has just proved who they are. */
export async function startSession(
  c: Context,
  settings: DeskSettings,
  who: Pick<Session, 'account' | 'name' | 'teams'>,
): Promise<void> {
  const lasts = toMilliseconds(settings.sessionLasts);
  const session: Session = { ...who, id: randomBytes(16).toString('base64url'), until: Date.now() + lasts };
  const value = Buffer.from(JSON.stringify(session)).toString('base64url');
  await setSignedCookie(c, cookieName(settings), value, settings.sessionSecret, {
    ...cookieOptions(settings),
    maxAge: Math.floor(lasts / 1000),
  });
}

/** The session that came with the request, if it holds. */
export async function readSession(c: Context, settings: DeskSettings): Promise<Session | undefined> {
  const value = await getSignedCookie(c, settings.sessionSecret, cookieName(settings));
  if (!value) return undefined;
  const parsed = SessionSchema.safeParse(parse(value));
  return parsed.success && parsed.data.until > Date.now() ? parsed.data : undefined;
}

export function endSession(c: Context, settings: DeskSettings): void {
  deleteCookie(c, cookieName(settings), cookieOptions(settings));
}

/** What a form must send back, so that no other site can send it: it belongs to this session alone. */
export function csrfToken({ sessionSecret }: DeskSettings, { id }: Session): string {
  return createHmac('sha256', sessionSecret).update(`csrf ${id}`).digest('base64url');
}

export function isCsrfToken(settings: DeskSettings, session: Session, given: string | undefined): boolean {
  const [expected, got] = [Buffer.from(csrfToken(settings, session)), Buffer.from(given ?? '')];
  return expected.length === got.length && timingSafeEqual(expected, got);
}

/** Lax, so that a link in a message finds its reader signed in; what changes anything is a POST with a token. */
export function cookieOptions({ url }: DeskSettings) {
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure: isHttps(url) } as const;
}

/** The prefix makes browsers refuse one that another host of the domain has set. */
export function cookieName({ url }: DeskSettings, name = 'hitl_session'): string {
  return isHttps(url) ? `__Host-${name}` : name;
}

function isHttps(url: string): boolean {
  return url.startsWith('https:');
}

function parse(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString());
  } catch {
    return undefined;
  }
}
