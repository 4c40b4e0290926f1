import type { OidcConfig } from '../../contract/config/admin';
import { NotSignedIn } from '../../contract/errors';
import { NameSchema } from '../../contract/text';

/** The identity of a person, as a provider reports it. */
export interface Identity {
  /** Issuer and subject. A name may be given to another person later; this may not. */
  account: string;
  name: string;
  /** Null: the claim is missing, so the teams are unknown. Absent: the config names no claim for teams. */
  teams?: string[] | null;
}

/**
 * The identity in verified claims.
 *
 * @param known the names that the config uses; other groups of the person are left out
 * @throws NotSignedIn if the claims have no subject or no valid name
 */
export function identityOf(
  { issuer, nameClaim, teamsClaim }: Pick<OidcConfig, 'issuer' | 'nameClaim' | 'teamsClaim'>,
  claims: Record<string, unknown>,
  known: ReadonlySet<string>,
): Identity {
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '')
    throw new NotSignedIn('the sign-in has no subject: the claim `sub` is missing');
  const name = NameSchema.safeParse(claims[nameClaim]);
  if (!name.success)
    throw new NotSignedIn(
      `the sign-in has no name: its claim '${nameClaim}' is missing or empty. The operator can set another claim in admin.signIn.oidc.nameClaim`,
    );
  // With a provider that does not verify addresses, a person could register the address of another person.
  if (nameClaim === 'email' && !isTrue(claims.email_verified))
    throw new NotSignedIn('the provider has not verified this e-mail address');
  const claimed = teamsClaim === undefined ? undefined : claims[teamsClaim];
  return {
    account: `${issuer} ${sub}`,
    name: name.data,
    ...(teamsClaim !== undefined && { teams: teamsIn(claimed, known) }),
  };
}

/** The known teams in a claim. Some providers send a single group as a string instead of a list. */
function teamsIn(claimed: unknown, known: ReadonlySet<string>): string[] | null {
  const list: unknown = typeof claimed === 'string' ? [claimed] : claimed;
  if (!Array.isArray(list)) return null;
  const teams = list.filter((team): team is string => typeof team === 'string' && known.has(team));
  return [...new Set(teams)];
}

/** Some providers send booleans as strings. */
function isTrue(claim: unknown): boolean {
  return claim === true || claim === 'true';
}
