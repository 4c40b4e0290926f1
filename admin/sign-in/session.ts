import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { z } from 'zod';
import { toMilliseconds } from '../../contract/duration';
import { NotSignedIn } from '../../contract/errors';
import type { AdminSettings } from '../http/context';
import type { Identity } from './claims';
import { dropCookie, readSignedJson, setSignedJson } from './cookies';

const COOKIE = 'hitl_session';
const TEAM_BYTES = 6;

const SessionSchema = z.strictObject({
  id: z.string().min(1),
  account: z.string().min(1),
  name: z.string().min(1),
  /** Digests of the teams from the sign-in. Null: the claim was missing. Absent: the directory knows the teams. */
  teams: z.string().nullable().optional(),
  /** Milliseconds since 1970. */
  until: z.number(),
});

/**
 * A session, stored in a signed cookie. No server stores it, so it is valid on every admin server behind one address and
 * after a restart. Teams are stored as digests of 6 bytes, because a cookie holds 4 KB, which is too little for 300 names.
 */
export type Session = z.output<typeof SessionSchema>;

/**
 * Starts a session for an authenticated person. If the same person signs in again, such as in a second tab, the session
 * keeps its id, so that forms on open pages stay valid.
 *
 * @throws NotSignedIn if the person is in more teams than a cookie holds
 */
export async function startSession(c: Context, settings: AdminSettings, who: Identity): Promise<void> {
  const { account, name, teams } = who;
  const lifetimeMs = toMilliseconds(settings.sessionLasts);
  const before = await readSession(c, settings);
  const id = before?.account === account ? before.id : randomBytes(16).toString('base64url');
  const session: Session = {
    id,
    account,
    name,
    ...(teams !== undefined && { teams: teams?.map((team) => teamDigest(settings, team)).join('') ?? null }),
    until: Date.now() + lifetimeMs,
  };
  if (await setSignedJson(c, settings, COOKIE, session, Math.floor(lifetimeMs / 1000))) return;
  throw new NotSignedIn(
    `${name} is in ${teams?.length ?? 0} teams that the config names, which is more than a session cookie can hold. ` +
      'The operator should remove admin.signIn.oidc.teamsClaim, so that the teams come from the directory',
  );
}

/** The session of a request. Undefined if there is none or it has expired. */
export async function readSession(c: Context, settings: AdminSettings): Promise<Session | undefined> {
  const { data } = SessionSchema.safeParse(await readSignedJson(c, settings, COOKIE));
  return data && data.until > Date.now() ? data : undefined;
}

export function endSession(c: Context, settings: AdminSettings): void {
  dropCookie(c, settings, COOKIE);
}

/** The identity of a session. @param known all names that may be teams */
export function identityOfSession(
  settings: AdminSettings,
  { account, name, teams }: Session,
  known: ReadonlySet<string>,
): Identity {
  if (teams === undefined || teams === null) return { account, name, ...(teams === null && { teams }) };
  const digests = new Set(teams.match(new RegExp(`.{${(TEAM_BYTES * 8) / 6}}`, 'g')));
  return { account, name, teams: [...known].filter((team) => digests.has(teamDigest(settings, team))) };
}

const digestsOf = new WeakMap<AdminSettings, Map<string, string>>();

/** The digest of a team name. It is keyed, so that nobody can construct a team name with the digest of another. */
function teamDigest(settings: AdminSettings, team: string): string {
  const digests = digestsOf.get(settings) ?? new Map<string, string>();
  digestsOf.set(settings, digests);
  const cached = digests.get(team);
  if (cached !== undefined) return cached;
  const digest = hmac(settings, `team ${team}`).subarray(0, TEAM_BYTES).toString('base64url');
  digests.set(team, digest);
  return digest;
}

/** The CSRF token that a form must send back. It is valid only for this session. */
export function csrfToken(settings: AdminSettings, { id, account }: Session): string {
  return `${formOwner(settings, account)}.${hmac(settings, `csrf ${id}`).toString('base64url')}`;
}

export function isCsrfToken(settings: AdminSettings, session: Session, given: string | undefined): boolean {
  return isEqual(given ?? '', csrfToken(settings, session));
}

/** The part of the CSRF token that identifies the account. It stays valid after the session and cannot be forged. */
export function formOwner(settings: AdminSettings, account: string): string {
  return hmac(settings, `form of ${account}`).subarray(0, 18).toString('base64url');
}

/** The owner in a CSRF token. Undefined if the token has another format. */
export function formOwnerIn(token: string | undefined): string | undefined {
  return /^([\w-]{24})\.[\w-]{43}$/.exec(token ?? '')?.[1];
}

/** Proves that this admin server has shown the account a page with this content. It stays valid after the session. */
export function shownToken(
  settings: AdminSettings,
  account: string,
  page: string,
  contentHash: string,
): string {
  return hmac(settings, JSON.stringify(['shown', account, page, contentHash])).toString('base64url');
}

/** Whether `given` is the `shownToken` of this account, page and content. */
export function isShownToken(given: string | undefined, ...shown: Parameters<typeof shownToken>): boolean {
  return isEqual(given ?? '', shownToken(...shown));
}

function isEqual(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function hmac({ sessionSecret }: AdminSettings, text: string): Buffer {
  return createHmac('sha256', sessionSecret).update(text).digest();
}
