import type { Hono } from 'hono';
import { NameSchema } from '../../contract/text';
import type { AdminContext } from '../http/context';
import { watchKeys } from './api-keys';
import type { SignIn } from './authenticate';
import type * as oidcSignIn from './oidc';
import type * as providers from './provider';
import { assertSameOrigin, returnTo } from './same-origin';
import { endSession, isCsrfToken, readSession, startSession } from './session';

/*
 * Signing in and out with a browser.
 */

/** Dev sign-in: signs in under any name. `adminSettings` allows it only on this machine. */
function addDevSignIn(app: Hono, { settings }: AdminContext): void {
  if (!settings.signIn.dev) return;
  app.post('/sign-in/dev', async (c) => {
    // Without this check, another site could sign its visitor in under another name.
    assertSameOrigin(c, settings);
    const form = await c.req.parseBody();
    const name = NameSchema.safeParse(form.name);
    const to = returnTo(typeof form.to === 'string' ? form.to : undefined);
    if (!name.success) return c.redirect(`/sign-in?to=${encodeURIComponent(to)}`, 303);
    await startSession(c, settings, { account: `dev ${name.data}`, name: name.data });
    // 307 makes the browser send a kept form on to its own address.
    return c.redirect(to, typeof form.kept === 'string' ? 307 : 303);
  });
}

/** Ends the session. */
function addSignOut(app: Hono, { settings }: AdminContext): void {
  app.post('/sign-out', async (c) => {
    const session = await readSession(c, settings);
    const { csrf } = await c.req.parseBody();
    if (session && isCsrfToken(settings, session, typeof csrf === 'string' ? csrf : undefined))
      endSession(c, settings);
    return c.redirect('/sign-in', 303);
  });
}

/**
 * The sign-in methods in the config.
 *
 * @throws ConfigError if the file of API keys cannot be read
 */
export function openSignIn({ settings, log }: AdminContext): SignIn {
  const { oidc, keys } = settings.signIn;
  return {
    ...(oidc && { provider: loadProvider().openProvider(oidc) }),
    ...(keys !== undefined && { keys: watchKeys(keys, log) }),
  };
}

export function addSignInRoutes(app: Hono, admin: AdminContext, { provider }: SignIn): void {
  addDevSignIn(app, admin);
  if (provider) loadOidcSignIn().addOidcSignIn(app, admin, provider);
  addSignOut(app, admin);
}

/* eslint-disable @typescript-eslint/no-require-imports */
/** Loads the OpenID libraries only if a provider is configured. */
const loadProvider = () => require('./provider') as typeof providers;
const loadOidcSignIn = () => require('./oidc') as typeof oidcSignIn;
