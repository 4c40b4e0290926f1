import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { allowInsecureRequests, type Configuration, discovery } from 'openid-client';
import type { OidcConfig } from '../../contract/config/admin';
import { isLoopback } from '../../rules/loopback';
import { ProviderAway } from '../../contract/errors';

/** Signatures alone, and none with a shared secret: a public key must never be taken for one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** An OpenID provider: found when it is first needed, and again if that failed. */
export interface Provider {
  oidc: OidcConfig;
  configuration: () => Promise<Configuration>;
  /** The claims of an access token for this admin server. @throws when it does not hold, or is another kind of token */
  verify: (token: string) => Promise<JWTPayload>;
}

export function openProvider(oidc: OidcConfig): Provider {
  let found: Promise<Configuration> | undefined;
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  const issuer = new URL(oidc.issuer);
  // In the clear only on this machine, for development.
  const execute = issuer.protocol === 'http:' && isLoopback(issuer.hostname) ? [allowInsecureRequests] : [];
  const configuration = () => {
    found ??= discovery(issuer, oidc.clientId, oidc.clientSecret, undefined, { execute, timeout: 10 }).catch(
      (cause: Error) => {
        found = undefined;
        throw new ProviderAway(`${oidc.issuer} does not answer as a provider: ${cause.message}`, { cause });
      },
    );
    return found;
  };
  return {
    oidc,
    configuration,
    async verify(token) {
      const { jwks_uri: address, issuer: named } = (await configuration()).serverMetadata();
      if (address === undefined) throw new Error(`${oidc.issuer} names no keys`);
      keys ??= createRemoteJWKSet(new URL(address), { timeoutDuration: 5_000 });
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer: named,
        audience: oidc.audience ?? oidc.clientId,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: 5,
      });
      if (!isAccessToken(payload, protectedHeader.typ)) throw new Error(NO_ACCESS_TOKEN);
      return payload;
    },
  };
}

const NO_ACCESS_TOKEN =
  'it is no access token: an ID token only tells a client who signed in, and opens no API. Send the access token';

/** What providers put only into ID tokens (OpenID Connect Core, 2 and 3.3.2.11), and only into access tokens. */
const OF_ID_TOKENS = ['nonce', 'at_hash', 'c_hash', 's_hash'];
const OF_ACCESS_TOKENS = ['scope', 'scp', 'client_id', 'cid', 'appid'];

/**
 * Whether a token is one for an API. An ID token is signed by the same keys, and its audience is the client's id, which
 * is also the usual audience here: every web application that a person signs in to with that client could decide with it.
 */
export function isAccessToken(payload: JWTPayload, headerType: string | undefined): boolean {
  // RFC 9068
  if (/^(application\/)?at\+jwt$/i.test(headerType ?? '')) return true;
  // Keycloak, whose older versions put a nonce in access tokens too.
  if (payload.typ === 'ID' || payload.typ === 'Bearer') return payload.typ === 'Bearer';
  if (OF_ID_TOKENS.some((claim) => claim in payload)) return false;
  return OF_ACCESS_TOKENS.some((claim) => claim in payload);
}
