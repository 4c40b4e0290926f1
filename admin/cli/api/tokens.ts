import { exclusively } from '../exclusively';
import {
  type Credential,
  makeFolder,
  readCredentials,
  type TokenCredential,
  writeCredentials,
} from './credentials';
import { loadOauth } from './load-oauth';

/** A token that is renewed as it runs out. */
export interface Renewable {
  /** The token to send now; nothing where nobody has signed in. */
  current: () => Promise<string | undefined>;
  /** Gets a new one, after this was refused; whether that could be. */
  renew: () => Promise<boolean>;
}

/** One that runs out on the way would be refused. */
const EARLY_MS = 30_000;

/** The token that `hitl login` keeps for a desk; `given` (HITL_TOKEN) stands instead of it. */
export function keptToken(api: string, file: string, given: string | undefined): Renewable {
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
  return exclusively(file, async () => {
    const desks = readCredentials(file);
    const now = desks[api];
    if (now === undefined || now.kind !== 'token' || now.token !== stale.token) return now ?? stale;
    const renewed = await loadOauth().refresh(now);
    if (renewed === undefined) return now;
    writeCredentials(file, { ...desks, [api]: renewed });
    return renewed;
  });
}

function isOver({ expiresAt }: TokenCredential): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) - EARLY_MS < Date.now();
}
