import type { Principal } from '../access/principal';

/** What to know about the reader's teams before believing a list. */
export function teamsNote({ teams }: Principal): string | undefined {
  if (teams !== undefined) return undefined;
  return 'Your teams are not known now, as the directory or the sign-in does not tell them. What asks only a team of yours is not shown here.';
}
