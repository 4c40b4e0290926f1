import { NotSignedIn } from '../../../contract/errors';
import { UsageError } from '../errors';
import { withFileLock } from '../file-lock';
import {
  type Credential,
  isKey,
  makeFolder,
  readCredentials,
  type TokenCredential,
  writeCredentials,
} from './credentials';
import type * as oauth from './oauth';

/** How calls to the admin server are authenticated. */
export interface Authentication {
  /** The headers for authentication. `as` is the person given by `--as`. @throws UsageError, NotSignedIn */
  headers: (as?: string) => Promise<Record<string, string>>;
  /** Renews a refused token. Returns whether there is a new one. */
  renewed: () => Promise<boolean>;
}

/**
 * An API key acts for the person given by `--as`. A person who has signed in acts only for themselves.
 *
 * @param nameOf asks the admin server for the name of the token's owner
 */
export function authenticationOf(
  api: string,
  tokens: Renewable,
  nameOf: (token: string) => Promise<string>,
): Authentication {
  return {
    async headers(as) {
      const token = await tokens.current();
      if (token === undefined)
        throw new NotSignedIn(`you are not signed in at ${api}. Sign in: hitl login --api ${api}`);
      const bearer = { Authorization: `Bearer ${token}` };
      if (!as) return bearer;
      if (isKey(token)) return { ...bearer, 'Hitl-As': encodeURIComponent(as) };
      const name = await nameOf(token);
      if (name === as) return bearer;
      throw new UsageError(
        `you are signed in as ${name} and cannot act as ${as}. Remove --as ${as} (or HITL_USER), or sign in as ${as}`,
      );
    },
    renewed: () => tokens.renew(),
  };
}

/** A token that is renewed when it expires. */
interface Renewable {
  /** The current token; nothing if the user is not signed in. */
  current: () => Promise<string | undefined>;
  /** Renews a refused token. Returns whether this succeeded. */
  renew: () => Promise<boolean>;
}

/** Tokens are renewed early, because one that expires during the call would be refused. */
const RENEW_EARLY_MS = 30_000;

/** The token that `hitl login` stored for an admin server. `given` (HITL_TOKEN) overrides it. */
export function storedToken(api: string, file: string, given: string | undefined): Renewable {
  if (given) return { current: async () => given, renew: async () => false };
  let kept: Credential | undefined;
  const refresh = async (stale: TokenCredential) => {
    kept = await refreshed(api, file, stale);
    return kept.token !== stale.token;
  };
  return {
    async current() {
      kept ??= readCredentials(file)[api];
      if (kept?.kind === 'token' && isOver(kept) && kept.refreshToken !== undefined) await refresh(kept);
      return kept?.token;
    },
    renew: async () => kept?.kind === 'token' && kept.refreshToken !== undefined && refresh(kept),
  };
}

/** A refresh token works once: if two `hitl` run at the same time, one renews and the other uses the result. */
async function refreshed(api: string, file: string, stale: TokenCredential): Promise<Credential> {
  makeFolder(file);
  return withFileLock(file, async () => {
    const servers = readCredentials(file);
    const now = servers[api];
    if (now === undefined || now.kind !== 'token' || now.token !== stale.token) return now ?? stale;
    const renewed = await loadOauth().refresh(now);
    if (renewed === undefined) return now;
    writeCredentials(file, { ...servers, [api]: renewed });
    return renewed;
  });
}

function isOver({ expiresAt }: TokenCredential): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) - RENEW_EARLY_MS < Date.now();
}

/* eslint-disable @typescript-eslint/no-require-imports */

/** Loads the OAuth library only when a token is obtained or renewed. */
export const loadOauth = () => require('./oauth') as typeof oauth;
