import type { Context } from 'hono';
import { EVERYONE } from '../../contract/config/admin';
import { defined } from '../../contract/defined';
import { ProviderUnreachable, NotSignedIn } from '../../contract/errors';
import { NameSchema } from '../../contract/text';
import type { Principal } from '../access/principal';
import type { AdminContext } from '../http/context';
import { type ApiKey, findKey } from './api-keys';
import { type Identity, identityOf } from './claims';
import type { Provider } from './provider';
import { identityOfSession, readSession, type Session } from './session';

/** The sign-in methods of this admin server, besides the session cookie. */
export interface SignIn {
  provider?: Provider;
  keys?: () => ApiKey[];
}

/** The sender of a request, and its session if it has one. */
export interface Sender {
  who: Principal;
  session?: Session;
}

/** The header in which a key with `decide-as` names the person it acts for. */
const ACT_AS = 'Hitl-As';

/**
 * The sender of a request, from its API key or token, else from its session. Undefined without any of them. A body never
 * identifies the sender.
 *
 * @throws NotSignedIn if the key or token is invalid
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
    throw new NotSignedIn('the Authorization header has no API key or token that is valid here');
  const claims = await provider.verify(token).catch((error: Error) => {
    if (error instanceof ProviderUnreachable) throw error;
    throw new NotSignedIn(`the token is invalid: ${error.message}`, undefined, { cause: error });
  });
  return personOf(admin, signIn, identityOf(provider.oidc, claims, admin.teams.known()), 'api');
}

async function byKey(c: Context, admin: AdminContext, signIn: SignIn, token: string): Promise<Principal> {
  const key = findKey(token, signIn.keys?.() ?? []);
  if (key === undefined) throw new NotSignedIn('the API key is unknown, was withdrawn or has expired');
  const { id, name, scopes, people } = key;
  const asKey: Principal = { kind: 'key', account: `key:${id}`, name, scopes, via: `key ${name}` };
  const person = c.req.header(ACT_AS);
  if (person === undefined) return asKey;
  const named = NameSchema.safeParse(decoded(person)).data;
  if (named === undefined) throw new NotSignedIn(`the header ${ACT_AS} must be a percent-encoded name`);
  if (!scopes.includes('decide-as') || (people && !people.includes(named)))
    throw new NotSignedIn(`the API key ${name} may not act for ${named}`);
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
 * The person with this identity. People, teams and keys share one namespace in lists and policies, so a person must not
 * have the name of a team or a key.
 *
 * @throws NotSignedIn if the name belongs to a team or a key
 */
export async function personOf(
  admin: AdminContext,
  { keys }: SignIn,
  { account, name, teams }: Identity,
  via: string,
): Promise<Principal> {
  const isKey = keys?.().some((key) => key.name === name);
  if (name === EVERYONE || isKey || (await admin.teams.isTeam(name)))
    throw new NotSignedIn(`${name} is the name of ${isKey ? 'an API key' : 'a team'}, not of a person`);
  const known = teams === undefined ? await admin.teams.of(name) : (teams ?? undefined);
  return { kind: 'person', account, name, ...defined({ teams: known }), via };
}
