import type { Scope } from '../../contract/config/admin';

/** Who the server thinks the caller is. It comes from authentication only, never from a body. */
export interface Principal {
  kind: 'person' | 'key';
  /** The stable account: issuer and subject, the id of the key, or the name of a dev sign-in. */
  account: string;
  /** The person's name in the directory, or the name of the key. */
  name: string;
  /** The teams of a person. Absent if unknown, which does not mean no teams. */
  teams?: readonly string[];
  /** The scopes of the key, or of the key that acts for this person. */
  scopes?: readonly Scope[];
  /** How the record names the source of its decisions: `inbox`, `api`, `slack`, `key ci-bot`. */
  via: string;
}

/** The names in a filter. `me` becomes the principal and its teams. */
export function expandMe(names: string | readonly string[], who: Principal): string[] {
  return [names].flat().flatMap((name) => (name === 'me' ? namesOf(who) : [name]));
}

/** The names under which lists and policies refer to this principal. */
export function namesOf({ name, teams = [] }: Principal): string[] {
  return [name, ...teams];
}
