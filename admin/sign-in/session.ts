import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { z } from 'zod';
import { toMilliseconds } from '../../contract/duration';
import type { Identity } from './claims';
import { dropCookie, readSignedJson, setSignedJson } from './cookies';
import type { AdminSettings } from '../http/context';
import { NotSignedIn } from '../../contract/errors';

const COOKIE = 'hitl_session';
const TEAM_BYTES = 6;

const SessionSchema = z.strictObject({
  id: z.string().min(1),
  account: z.string().min(1),
  name: z.string().min(1),
  /** Digests of the teams that the sign-in named; null where it should have and did not. Absent: the directory tells. */
  teams: z.string().nullable().optional(),
  /** Milliseconds since 1970. */
  until: z.number(),
});

/**
 * Who has signed in, as a signed cookie carries it: no admin server stores it, so that it holds at every admin server behind one
 * address and after a restart. Teams are digests of 6 bytes, because a browser keeps 4 KB and 300 names are more.
 */
export type Session = z.output<typeof SessionSchema>;

/**
 * Starts a session of the person who has just proved who they are. The same person signing in again, such as in a
 * second tab, goes on with the session there is, so that forms on open pages stay good.
 *
 * @throws NotSignedIn when the person is in more teams than a cookie holds
 */
export async function startSession(c: Context, settings: AdminSettings, who: Identity): Promise<void> {
  const { account, name, teams } = who;
  const lasts = toMilliseconds(settings.sessionLasts);
  const before = await readSession(c, settings);
  const id = before?.account === account ? before.id : randomBytes(16).toString('base64url');
  const session: Session = {
    id,
    account,
    name,
    ...(teams !== undefined && { teams: teams?.map((team) => teamDigest(settings, team)).join('') ?? null }),
    until: Date.now() + lasts,
  };
  if (await setSignedJson(c, settings, COOKIE, session, Math.floor(lasts / 1000))) return;
  throw new NotSignedIn(
    `${name} is in ${teams?.length ?? 0} teams that the config names, which are more than a cookie holds. ` +
      'The operator leaves admin.signIn.oidc.teamsClaim out, so that the directory tells the teams',
  );
}

/** The session that came with the request, if it holds. */
export async function readSession(c: Context, settings: AdminSettings): Promise<Session | undefined> {
  const { data } = SessionSchema.safeParse(await readSignedJson(c, settings, COOKIE));
  return data && data.until > Date.now() ? data : undefined;
}

export function endSession(c: Context, settings: AdminSettings): void {
  dropCookie(c, settings, COOKIE);
}

/** Who the session is of. @param known every name that may be a team's */
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

/** Keyed, so that nobody can look for a team whose digest is another's. */
function teamDigest(settings: AdminSettings, team: string): string {
  const digests = digestsOf.get(settings) ?? new Map<string, string>();
  digestsOf.set(settings, digests);
  const known = digests.get(team);
  if (known !== undefined) return known;
  const digest = hmac(settings, `team ${team}`).subarray(0, TEAM_BYTES).toString('base64url');
  digests.set(team, digest);
  return digest;
}

/** What a form must send back, so that no other site can send it: it belongs to this session alone. */
export function csrfToken(settings: AdminSettings, { id, account }: Session): string {
  return `${formOwner(settings, account)}.${hmac(settings, `csrf ${id}`).toString('base64url')}`;
}

export function isCsrfToken(settings: AdminSettings, session: Session, given: string | undefined): boolean {
  const [expected, got] = [Buffer.from(csrfToken(settings, session)), Buffer.from(given ?? '')];
  return expected.length === got.length && timingSafeEqual(expected, got);
}

/** The part of a form's token that outlives the session: whose page the form was on. No one else can make it. */
export function formOwner(settings: AdminSettings, account: string): string {
  return hmac(settings, `form of ${account}`).subarray(0, 18).toString('base64url');
}

/** The owner that a form's token names, if it has the shape of one. */
export function formOwnerIn(token: string | undefined): string | undefined {
  return /^([\w-]{24})\.[\w-]{43}$/.exec(token ?? '')?.[1];
}

function hmac({ sessionSecret }: AdminSettings, text: string): Buffer {
  return createHmac('sha256', sessionSecret).update(text).digest();
}
