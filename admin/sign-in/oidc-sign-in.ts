import type { Context, Hono } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import { NotSignedIn } from '../access/errors';
import type { Desk } from '../desk/desk';
import { identityOf } from './claims';
import type { Provider } from './provider';
import { returnTo } from './return-to';
import { cookieName, cookieOptions, startSession } from './session';

/** How long somebody may take at the provider. */
const UNDER_WAY_S = 10 * 60;

/** What the answer of the provider must fit, kept by the browser that asked and by no other. */
const UnderWaySchema = z.strictObject({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  to: z.string(),
});

/** Sign-in at an OpenID provider: authorization code with PKCE. */
export function addOidcSignIn(app: Hono, desk: Desk, provider: Provider): void {
  const { settings } = desk;
  const redirectUri = `${settings.url}/sign-in/callback`;
  const cookie = cookieName(settings, 'hitl_sign_in');

  app.get('/sign-in/oidc', async (c) => {
    const to = returnTo(c.req.query('to'));
    const underWay = { verifier: randomPKCECodeVerifier(), state: randomState(), nonce: randomNonce(), to };
    await setSignedCookie(c, cookie, encode(underWay), settings.sessionSecret, {
      ...cookieOptions(settings),
      maxAge: UNDER_WAY_S,
    });
    const address = buildAuthorizationUrl(await provider.configuration(), {
      redirect_uri: redirectUri,
      scope: provider.oidc.scope,
      code_challenge: await calculatePKCECodeChallenge(underWay.verifier),
      code_challenge_method: 'S256',
      state: underWay.state,
      nonce: underWay.nonce,
    });
    return c.redirect(address.href, 302);
  });

  app.get('/sign-in/callback', async (c) => {
    const underWay = await readUnderWay(c);
    deleteCookie(c, cookie, cookieOptions(settings));
    const came = new URL(redirectUri);
    came.search = new URL(c.req.url).search;
    const tokens = await authorizationCodeGrant(await provider.configuration(), came, {
      pkceCodeVerifier: underWay.verifier,
      expectedState: underWay.state,
      expectedNonce: underWay.nonce,
      idTokenExpected: true,
    }).catch((error: Error) => {
      throw new NotSignedIn(`the provider did not sign you in: ${error.message}`, { cause: error });
    });
    const claims = { ...tokens.claims() };
    await startSession(c, settings, identityOf(provider.oidc, claims, desk.teams.known()));
    return c.redirect(underWay.to, 303);
  });

  async function readUnderWay(c: Context) {
    const value = await getSignedCookie(c, settings.sessionSecret, cookie);
    const parsed = UnderWaySchema.safeParse(value ? decode(value) : undefined);
    if (parsed.success) return parsed.data;
    throw new NotSignedIn(
      'this sign-in was not begun in this browser, or more than ten minutes ago: begin again',
    );
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(value: string): unknown {
  return JSON.parse(Buffer.from(value, 'base64url').toString());
}
