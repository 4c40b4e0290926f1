import type { Context } from 'hono';
import { EVERYONE } from '../../contract/config/admin';
import { NameSchema } from '../../contract/text';
import type { Principal } from '../access/principal';
import { type ApiKey, keyOf } from './api-keys';
import { type Identity, identityOf } from './claims';
import type { Provider } from './provider';
import { identityOfSession, readSession, type Session } from './session';
import type { AdminContext } from '../http/context';
import { ProviderAway, NotSignedIn } from '../../contract/errors';

/** What proofs of identity this admin server takes. */
export interface SignIn {
  provider?: Provider;
  keys?: () => ApiKey[];
}

/** Who sent this: the principal, and the session it came with if it came with one. */
export interface Sender {
  who: Principal;
  session?: Session;
}

/** The header by which a key with `decide-as` says for whom it acts. */
const ACT_AS = 'Hitl-As';

/**
 * Who sent this request, by its key or token, else by its session; nobody when there is none of them. Never by a body.
 *
 * @throws NotSignedIn when what was shown does not hold
 */
export async function authenticate(
  c: Context,
  admin: AdminContext,
  signIn: SignIn,
): Promise<Sender | undefined> {
  const authorization = c.req.header('Authorization');
  if (authorization !== undefined) return { who: await byBearer(c, admin, signIn, authorization) };
  const session = await readSession(c, admin.settings);
  if (session === undefined) return undefined;
  const identity = identityOfSession(admin.settings, session, admin.teams.known());
  return { who: await personOf(admin, signIn, identity, 'inbox'), session };
}

async function byBearer(
  c: Context,
  admin: AdminContext,
  signIn: SignIn,
  authorization: string,
): Promise<Principal> {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (token.startsWith('hitl_')) return byKey(c, admin, signIn, token);
  const { provider } = signIn;
  if (provider === undefined || token === '')
    throw new NotSignedIn('this is no key or token that opens here');
  const claims = await provider.verify(token).catch((error: Error) => {
    if (error instanceof ProviderAway) throw error;
    throw new NotSignedIn(`the token does not hold: ${error.message}`, undefined, { cause: error });
  });
  return personOf(admin, signIn, identityOf(provider.oidc, claims, admin.teams.known()), 'api');
}

async function byKey(c: Context, admin: AdminContext, signIn: SignIn, token: string): Promise<Principal> {
  const key = keyOf(token, signIn.keys?.() ?? []);
  if (key === undefined) throw new NotSignedIn('the key is unknown, was withdrawn or has expired');
  const { id, name, scopes, people } = key;
  const asKey: Principal = { kind: 'key', account: `key:${id}`, name, scopes, via: `key ${name}` };
  const person = c.req.header(ACT_AS);
  if (person === undefined) return asKey;
  const named = NameSchema.safeParse(decoded(person)).data;
  if (named === undefined) throw new NotSignedIn(`${ACT_AS} names nobody: a percent-encoded name`);
  if (!scopes.includes('decide-as') || (people && !people.includes(named)))
    throw new NotSignedIn(`the key does not act for ${named}`);
  const identity = { account: `key:${id} ${named}`, name: named };
  return { ...(await personOf(admin, signIn, identity, asKey.via)), scopes };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * The person whom an identity is of. Lists and policies know people, teams and keys by one name each: whoever could choose
 * a name must not choose theirs.
 *
 * @throws NotSignedIn when the name is a team's or a key's
 */
export async function personOf(
  admin: AdminContext,
  { keys }: SignIn,
  { account, name, teams }: Identity,
  via: string,
): Promise<Principal> {
  const isKey = keys?.().some((key) => key.name === name);
  if (name === EVERYONE || isKey || (await admin.teams.isTeam(name)))
    throw new NotSignedIn(`${name} is no person here, but a ${isKey ? 'key' : 'team'}`);
  const known = teams === undefined ? await admin.teams.of(name) : (teams ?? undefined);
  return { kind: 'person', account, name, ...(known && { teams: known }), via };
}
