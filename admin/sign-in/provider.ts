import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { allowInsecureRequests, type Configuration, discovery } from 'openid-client';
import { ProviderAway } from '../access/errors';
import type { OidcConfig } from '../../contract/desk';
import { isLoopback } from '../desk/loopback';

/** Signatures alone, and none with a shared secret: a public key must never be taken for one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** An OpenID provider: found when it is first needed, and again if that failed. */
export interface Provider {
  oidc: OidcConfig;
  configuration: () => Promise<Configuration>;
  /** The claims of a bearer token for this desk. @throws when it does not hold */
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
      const { payload } = await jwtVerify(token, keys, {
        issuer: named,
        audience: oidc.audience ?? oidc.clientId,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: 5,
      });
      return payload;
    },
  };
}
