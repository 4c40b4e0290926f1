import type { Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import { NotSignedIn } from '../../contract/errors';
import type { AdminSettings, AdminContext } from '../http/context';
import { identityOf } from './claims';
import { cookieName, dropCookie, readSignedJson, setSignedJson } from './cookies';
import type { Provider } from './provider';
import { returnTo } from './same-origin';
import { readSession, startSession } from './session';

/** How long a sign-in at the provider may take. */
const ATTEMPT_TIMEOUT_S = 10 * 60;

/** How many attempts a browser keeps. Each is a cookie that the browser sends with every request. */
const MAX_ATTEMPTS = 5;

/** A longer address does not fit in the cookie. */
const MAX_TO_CHARACTERS = 1500;

const COOKIE = 'hitl_sign_in_';

/** What the provider's answer is checked against. Each attempt has its own cookie, so that two tabs do not interfere. */
const SignInAttemptSchema = z.strictObject({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  to: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** The attempt has started a session. If the person goes back, the browser sends the same answer again. */
  isDone: z.boolean(),
});

type SignInAttempt = z.output<typeof SignInAttemptSchema>;

/** Adds sign-in at an OpenID provider: authorization code with PKCE. */
export function addOidcSignIn(app: Hono, admin: AdminContext, provider: Provider): void {
  const { settings } = admin;
  const redirectUri = `${settings.url}/sign-in/callback`;

  app.get('/sign-in/oidc', async (c) => {
    const attempt: SignInAttempt = {
      verifier: randomPKCECodeVerifier(),
      state: randomState(),
      nonce: randomNonce(),
      to: shortened(returnTo(c.req.query('to'))),
      at: Date.now(),
      isDone: false,
    };
    const address = buildAuthorizationUrl(await provider.configuration(), {
      redirect_uri: redirectUri,
      scope: provider.oidc.scope,
      code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      state: attempt.state,
      nonce: attempt.nonce,
    });
    await makeRoom(c, settings);
    await setSignedJson(c, settings, cookieOf(attempt.state), attempt, ATTEMPT_TIMEOUT_S);
    return c.redirect(address.href, 302);
  });

  app.get('/sign-in/callback', async (c) => {
    const attempt = await readAttempt(c, settings, cookieOf(c.req.query('state') ?? ''));
    if (attempt === undefined || attempt.isDone) {
      if (await readSession(c, settings)) return c.redirect(attempt?.to ?? '/', 303);
      throw new NotSignedIn(
        'This sign-in was already used, started in another browser, or started more than ten minutes ago. Sign in again.',
        attempt?.to,
      );
    }
    const callback = new URL(redirectUri);
    callback.search = new URL(c.req.url).search;
    const tokens = await authorizationCodeGrant(await provider.configuration(), callback, {
      pkceCodeVerifier: attempt.verifier,
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    }).catch((cause: Error) => {
      throw new NotSignedIn(`The provider did not sign you in: ${cause.message}`, attempt.to, { cause });
    });
    const claims = { ...tokens.claims() };
    await startSession(c, settings, identityOf(provider.oidc, claims, admin.teams.known()));
    await setSignedJson(
      c,
      settings,
      cookieOf(attempt.state),
      { ...attempt, isDone: true },
      ATTEMPT_TIMEOUT_S,
    );
    return c.redirect(attempt.to, 303);
  });
}

/** The name of an attempt's cookie. The first characters of the random state are unique enough. */
function cookieOf(state: string): string {
  return `${COOKIE}${/^[\w-]{16}/.exec(state)?.[0] ?? ''}`;
}

async function readAttempt(
  c: Context,
  settings: AdminSettings,
  name: string,
): Promise<SignInAttempt | undefined> {
  return SignInAttemptSchema.safeParse(await readSignedJson(c, settings, name)).data;
}

/** Drops the oldest attempts, finished ones first, to make room for one more. */
async function makeRoom(c: Context, settings: AdminSettings): Promise<void> {
  const prefix = cookieName(settings, COOKIE);
  const names = Object.keys(getCookie(c)).filter((name) => name.startsWith(prefix));
  const attempts = await Promise.all(
    names.map(async (name) => {
      const cookie = COOKIE + name.slice(prefix.length);
      const attempt = await readAttempt(c, settings, cookie);
      return { cookie, isDone: attempt?.isDone ?? true, at: attempt?.at ?? 0 };
    }),
  );
  attempts.sort((a, b) => Number(b.isDone) - Number(a.isDone) || a.at - b.at);
  for (const { cookie } of attempts.slice(0, Math.max(0, attempts.length - MAX_ATTEMPTS + 1)))
    dropCookie(c, settings, cookie);
}

function shortened(to: string): string {
  if (to.length <= MAX_TO_CHARACTERS) return to;
  const [path = '/'] = to.split('?');
  return path.length <= MAX_TO_CHARACTERS ? path : '/';
}
