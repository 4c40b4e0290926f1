import type { Hono } from 'hono';
import { NameSchema } from '../../contract/text';
import { watchKeys } from './api-keys';
import type { SignIn } from './authenticate';
import type * as oidcSignIn from './oidc';
import type * as providers from './provider';
import { assertSameOrigin, returnTo } from './same-origin';
import { endSession, isCsrfToken, readSession, startSession } from './session';
import type { AdminContext } from '../http/context';

/*
 * How a browser signs in and out.
 */

/** Signs in the person that is picked: for one's own machine, where `adminSettings` keeps everyone else out. */
function addDevSignIn(app: Hono, { settings }: AdminContext): void {
  if (!settings.signIn.dev) return;
  app.post('/sign-in/dev', async (c) => {
    // Otherwise any page could sign its visitor in as another person.
    assertSameOrigin(c, settings);
    const form = await c.req.parseBody();
    const name = NameSchema.safeParse(form.name);
    const to = returnTo(typeof form.to === 'string' ? form.to : undefined);
    if (!name.success) return c.redirect(`/sign-in?to=${encodeURIComponent(to)}`, 303);
    await startSession(c, settings, { account: `dev ${name.data}`, name: name.data });
    // A form that was kept over the sign-in goes on, as a form, to where it was going.
    return c.redirect(to, typeof form.kept === 'string' ? 307 : 303);
  });
}

/** Ends the session, of whichever sign-in. */
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
 * What proofs of identity this admin server takes.
 *
 * @throws ConfigError when the file of keys is none
 */
export function openSignIn({ settings, log }: AdminContext): SignIn {
  const { oidc, keys } = settings.signIn;
  return {
    ...(oidc && { provider: loadProvider().openProvider(oidc) }),
    ...(keys !== undefined && { keys: watchKeys(keys, log) }),
  };
}

/** The ways by which a browser signs in and out. */
export function addSignInRoutes(app: Hono, admin: AdminContext, { provider }: SignIn): void {
  addDevSignIn(app, admin);
  if (provider) loadOidcSignIn().addOidcSignIn(app, admin, provider);
  addSignOut(app, admin);
}

/* eslint-disable @typescript-eslint/no-require-imports */
/** Their libraries are loaded where a provider is configured, and nowhere else. */
const loadProvider = () => require('./provider') as typeof providers;
const loadOidcSignIn = () => require('./oidc') as typeof oidcSignIn;
