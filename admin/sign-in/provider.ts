import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { allowInsecureRequests, type Configuration, discovery } from 'openid-client';
import type { OidcConfig } from '../../contract/config/admin';
import { ProviderUnreachable } from '../../contract/errors';
import { isLoopback } from '../../rules/loopback';

/** Asymmetric algorithms only. With HMAC, an attacker could use the public key as the secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** An OpenID provider. It is discovered at first use, and again after a failure. */
export interface Provider {
  oidc: OidcConfig;
  configuration: () => Promise<Configuration>;
  /** The claims of an access token for this admin server. @throws if the token is invalid or not an access token */
  verify: (token: string) => Promise<JWTPayload>;
}

export function openProvider(oidc: OidcConfig): Provider {
  let found: Promise<Configuration> | undefined;
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  const issuer = new URL(oidc.issuer);
  // Plain HTTP is allowed on this machine only, for development.
  const execute = issuer.protocol === 'http:' && isLoopback(issuer.hostname) ? [allowInsecureRequests] : [];
  const configuration = () => {
    found ??= discovery(issuer, oidc.clientId, oidc.clientSecret, undefined, { execute, timeout: 10 }).catch(
      (cause: Error) => {
        found = undefined;
        throw new ProviderUnreachable(`the OpenID provider ${oidc.issuer} is unreachable: ${cause.message}`, {
          cause,
        });
      },
    );
    return found;
  };
  return {
    oidc,
    configuration,
    async verify(token) {
      const { jwks_uri: address, issuer: named } = (await configuration()).serverMetadata();
      if (address === undefined) throw new Error(`${oidc.issuer} publishes no jwks_uri`);
      keys ??= createRemoteJWKSet(new URL(address), { timeoutDuration: 5_000 });
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer: named,
        audience: oidc.audience ?? oidc.clientId,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: 5,
      });
      if (!isAccessToken(payload, protectedHeader.typ)) throw new Error(NOT_AN_ACCESS_TOKEN);
      return payload;
    },
  };
}

const NOT_AN_ACCESS_TOKEN =
  'it is not an access token. An ID token only says who signed in and gives no access to an API. Send the access token';

/** Claims that only ID tokens have (OpenID Connect Core, 2 and 3.3.2.11), and claims that only access tokens have. */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 's_hash'];
const ACCESS_TOKEN_CLAIMS = ['scope', 'scp', 'client_id', 'cid', 'appid'];

/**
 * Whether a token is an access token. An ID token must be refused: it has the same signing keys and usually the same
 * audience, so any web application that a person signs in to with this client could use it to decide.
 */
export function isAccessToken(payload: JWTPayload, headerType: string | undefined): boolean {
  // RFC 9068
  if (/^(application\/)?at\+jwt$/i.test(headerType ?? '')) return true;
  // Keycloak: older versions put a nonce in access tokens, too.
  if (payload.typ === 'ID' || payload.typ === 'Bearer') return payload.typ === 'Bearer';
  if (ID_TOKEN_CLAIMS.some((claim) => claim in payload)) return false;
  return ACCESS_TOKEN_CLAIMS.some((claim) => claim in payload);
}
