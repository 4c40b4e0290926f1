import type { Scope } from '../../contract/config/admin';

/** Whoever is in the inbox: the identity that authentication found, and nothing that a body says. */
export interface Principal {
  kind: 'person' | 'key';
  /** What it is keyed by: issuer and subject, the key's id, the name picked. */
  account: string;
  /** The person's name as the directory has it; the name of the key. */
  name: string;
  /** Of a person. Absent: not known, which is not none. */
  teams?: readonly string[];
  /** Of a key, or of a person for whom a key acts. */
  scopes?: readonly Scope[];
  /** How its decisions are recorded: `admin`, `api`, `key ci-bot`. */
  via: string;
}

/** The names of a filter, in which `me` means the principal and its teams. */
export function expandMe(names: string | readonly string[], who: Principal): string[] {
  return [names].flat().flatMap((name) => (name === 'me' ? namesOf(who) : [name]));
}

/** The names by which lists and policies mean this principal. */
export function namesOf({ name, teams = [] }: Principal): string[] {
  return [name, ...teams];
}
