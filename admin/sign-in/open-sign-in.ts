import type { Hono } from 'hono';
import type { Desk } from '../desk/desk';
import type { SignIn } from './authenticate';
import { watchKeys } from './api-keys';
import { addDevSignIn, addSignOut } from './dev-sign-in';
import type * as oidcSignIn from './oidc-sign-in';
import type * as providers from './provider';

/**
 * What proofs of identity this desk takes.
 *
 * @throws ConfigError when the file of keys is none
 */
export function openSignIn({ settings, log }: Desk): SignIn {
  const { oidc, keys } = settings.signIn;
  return {
    ...(oidc && { provider: loadProvider().openProvider(oidc) }),
    ...(keys !== undefined && { keys: watchKeys(keys, log) }),
  };
}

/** The ways by which a browser signs in and out. */
export function addSignInRoutes(app: Hono, desk: Desk, { provider }: SignIn): void {
  addDevSignIn(app, desk);
  if (provider) loadOidcSignIn().addOidcSignIn(app, desk, provider);
  addSignOut(app, desk);
}

/* eslint-disable @typescript-eslint/no-require-imports */
/** Their libraries are loaded where a provider is configured, and nowhere else. */
const loadProvider = () => require('./provider') as typeof providers;
const loadOidcSignIn = () => require('./oidc-sign-in') as typeof oidcSignIn;
