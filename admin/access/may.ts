import { type AdminConfig, EVERYONE } from '../../contract/config/admin';
import { namesOf, type Principal, type Scope } from './principal';

type Access = AdminConfig['access'];
export type Right = 'request' | 'decide' | 'administer';

const SCOPE_OF: Record<Right, Scope | undefined> = {
  request: 'request',
  decide: 'decide-as',
  administer: undefined,
};

/**
 * Whether the config lets this principal do that at all. For decisions the policies still say who is asked. A key has
 * what its scopes say; a key that acts for a person has no more than both of them.
 */
export function may(access: Access, who: Principal, right: Right): boolean {
  const scope = SCOPE_OF[right];
  if (who.scopes && (scope === undefined || !who.scopes.includes(scope))) return false;
  // A key requests in its own right; as itself it decides nothing.
  if (who.kind === 'key') return right === 'request';
  return isListed(access[right], who);
}

/** What of the requests, escalations and runs a principal may read. */
export interface Reach {
  own: boolean;
  team: boolean;
  all: boolean;
}

export function reachOf({ read }: Access, who: Principal): Reach {
  if (who.scopes && !who.scopes.includes('read')) return { own: false, team: false, all: false };
  const all = isListed(read.all, who);
  return {
    all,
    team: all || isListed(read.team, who),
    own: all || who.kind === 'key' || isListed(read.own, who),
  };
}

function isListed(list: readonly string[], who: Principal): boolean {
  if (who.kind === 'person' && list.includes(EVERYONE)) return true;
  // A key that somebody gave the name `everyone` is one key.
  return namesOf(who).some((name) => name !== EVERYONE && list.includes(name));
}
