import { NotSignedIn } from '../../access/errors';
import { UsageError } from '../errors';
import { isKey } from './credentials';
import type { Renewable } from './tokens';

/** Who calls, as the desk is told. */
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
