import { apiOf } from './api-flag';
import { type ConnectionFlags, sameConnection } from './connection-flags';
import { shellQuote } from '../../rules/shell-quote';
import type { Call } from './verb';

/** How to call this program so that it reaches the same Temporal, or the same desk. */
export interface SamePlace {
  program: string;
  connection: string;
  /** Who acts is whoever has signed in, so that no command says it. */
  isSignedIn?: boolean;
}

/** The place that this call has reached. */
export function samePlace({ flags, io }: Pick<Call<ConnectionFlags>, 'flags' | 'io'>): SamePlace {
  const place = { program: io.program, connection: sameConnection(flags) };
  return apiOf(flags, io.env) === undefined ? place : { ...place, isSignedIn: true };
}

/** ` --as ana`, where a command must say who acts; `NAME` stands for a person where nobody is known. */
export function asFlag({ isSignedIn }: SamePlace, person: string | undefined): string {
  if (isSignedIn) return '';
  return ` --as ${person === undefined ? 'NAME' : shellQuote(person)}`;
}
