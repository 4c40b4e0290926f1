import type { OidcConfig } from '../../contract/config/admin';
import { NameSchema } from '../../contract/text';
import { NotSignedIn } from '../../contract/errors';

/** Who a provider says somebody is. */
export interface Identity {
  /** Issuer and subject: a name may pass to another person, this does not. */
  account: string;
  name: string;
  /** Null: the provider should have said and did not, which means unknown and not none. Absent: it is not asked. */
  teams?: string[] | null;
}

/**
 * The person that claims whose signature was checked are about.
 *
 * @param known the names that the config may mean: of a person's hundred groups the few that matter here
 * @throws NotSignedIn when they have no name that the directory could know
 */
export function identityOf(
  { issuer, nameClaim, teamsClaim }: Pick<OidcConfig, 'issuer' | 'nameClaim' | 'teamsClaim'>,
  claims: Record<string, unknown>,
  known: ReadonlySet<string>,
): Identity {
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '') throw new NotSignedIn('the sign-in has no subject');
  const name = NameSchema.safeParse(claims[nameClaim]);
  if (!name.success)
    throw new NotSignedIn(
      `the sign-in says no name: its claim '${nameClaim}' is missing or empty. The operator sets admin.signIn.oidc.nameClaim`,
    );
  // Anybody may register somebody else's address with a provider that does not check it.
  if (nameClaim === 'email' && !isTrue(claims.email_verified))
    throw new NotSignedIn('the provider has not verified this e-mail address');
  const said = teamsClaim === undefined ? undefined : claims[teamsClaim];
  return {
    account: `${issuer} ${sub}`,
    name: name.data,
    ...(teamsClaim !== undefined && { teams: teamsIn(said, known) }),
  };
}

/** Some providers send a person's only group as a text and not as a list of one. */
function teamsIn(said: unknown, known: ReadonlySet<string>): string[] | null {
  const list: unknown = typeof said === 'string' ? [said] : said;
  if (!Array.isArray(list)) return null;
  const teams = list.filter((team): team is string => typeof team === 'string' && known.has(team));
  return [...new Set(teams)];
}

/** Some providers send claims that are true or false as texts. */
function isTrue(claim: unknown): boolean {
  return claim === true || claim === 'true';
}
