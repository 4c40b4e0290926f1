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
import { identityOf } from './claims';
import { cookieName, dropCookie, readSignedJson, setSignedJson } from './cookies';
import type { Provider } from './provider';
import { returnTo } from './same-origin';
import { readSession, startSession } from './session';
import type { AdminSettings, AdminContext } from '../http/context';
import { NotSignedIn } from '../../contract/errors';

/** How long a person may take at the provider. */
const ATTEMPT_TIMEOUT_S = 10 * 60;

/** Attempts that a browser keeps: each is a cookie, and all of them travel with every request. */
const MAX_ATTEMPTS = 5;

/** A longer address of a page does not fit a cookie beside the rest. */
const MAX_TO_CHARACTERS = 1500;

const COOKIE = 'hitl_sign_in_';

/** What the provider's answer must fit. A cookie of its own for each attempt, so that two tabs do not disturb each other. */
const SignInAttemptSchema = z.strictObject({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  to: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** It has led to a session. The browser sends its answer again when the person goes back. */
  isDone: z.boolean(),
});

type SignInAttempt = z.output<typeof SignInAttemptSchema>;

/** Sign-in at an OpenID provider: authorization code with PKCE. */
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
        'This sign-in is over, was begun in another browser, or more than ten minutes ago. Sign in again.',
        attempt?.to,
      );
    }
    const came = new URL(redirectUri);
    came.search = new URL(c.req.url).search;
    const tokens = await authorizationCodeGrant(await provider.configuration(), came, {
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

/** The state is random and long; its beginning tells one attempt from another. */
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

/** Drops the oldest attempts, the finished ones first, so that one more fits. */
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
