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
import { NotSignedIn } from '../../../contract/errors';

/** Who calls, as the admin server is told. */
export interface Identity {
  /** The headers that say it; `as` is whom the command line names as acting. @throws UsageError, NotSignedIn */
  headers: (as?: string) => Promise<Record<string, string>>;
  /** Whether there is a new token, after one was refused. */
  renewed: () => Promise<boolean>;
}

/**
 * A key acts for whom the command line names; a person for nobody else.
 *
 * @param nameOf the name of the person whose token it is
 */
export function identityOf(
  api: string,
  tokens: Renewable,
  nameOf: (token: string) => Promise<string>,
): Identity {
  return {
    async headers(as) {
      const token = await tokens.current();
      if (token === undefined)
        throw new NotSignedIn(`you have not signed in at ${api}. Sign in: hitl login --api ${api}`);
      const bearer = { Authorization: `Bearer ${token}` };
      if (!as) return bearer;
      if (isKey(token)) return { ...bearer, 'Hitl-As': encodeURIComponent(as) };
      const name = await nameOf(token);
      if (name === as) return bearer;
      throw new UsageError(
        `you have signed in as ${name}, and act in no other name: leave out --as ${as} (or HITL_USER), or sign in as ${as}`,
      );
    },
    renewed: () => tokens.renew(),
  };
}

/** A token that is renewed as it runs out. */
interface Renewable {
  /** The token to send now; nothing where nobody has signed in. */
  current: () => Promise<string | undefined>;
  /** Gets a new one, after this was refused; whether that could be. */
  renew: () => Promise<boolean>;
}

/** One that runs out on the way would be refused. */
const RENEW_EARLY_MS = 30_000;

/** The token that `hitl login` keeps for an admin server; `given` (HITL_TOKEN) stands instead of it. */
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

/** A refresh token is used once: of two `hitl` at a time one asks, and the other takes what that was given. */
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

/** The OAuth library is loaded where a token is got or renewed, and nowhere else. */
export const loadOauth = () => require('./oauth') as typeof oauth;
