import {
  allowInsecureRequests,
  ClientError,
  type Configuration,
  discovery,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
  refreshTokenGrant,
  ResponseBodyError,
  tokenRevocation,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client';
import { isLoopback } from '../../../rules/loopback';
import { AdminUnreachable, LoginFailed } from '../errors';
import type { TokenCredential } from './credentials';

/** The settings for signing in at an admin server's OAuth provider. */
export interface ProviderClient {
  issuer: string;
  clientId: string;
  audience: string;
  scope: string;
}

/** What the user must do in a browser to sign in. */
export interface DeviceCode {
  /** The address to open. */
  address: string;
  /** The code to enter there. */
  code: string;
  /** The address that already contains the code, if there is one. */
  complete?: string;
}

/**
 * Signs a person in with OAuth's device code: `ask` shows what to do in a browser. Resolves after the person has done it.
 *
 * @throws LoginFailed when they refuse, or take too long; AdminUnreachable; the signal's reason when it aborts
 */
export async function byDeviceCode(
  { issuer, clientId, audience, scope }: ProviderClient,
  ask: (asked: DeviceCode) => void,
  signal: AbortSignal,
): Promise<TokenCredential> {
  try {
    const config = await find(issuer, clientId);
    const offline = config.serverMetadata().scopes_supported?.includes('offline_access');
    const device = await initiateDeviceAuthorization(config, {
      scope: [...new Set([...scope.split(' '), ...(offline ? ['offline_access'] : [])])].join(' '),
      // Some providers need the audience; the others ignore it.
      ...(audience !== clientId && { audience }),
    });
    ask({
      address: device.verification_uri,
      code: device.user_code,
      ...(device.verification_uri_complete !== undefined && { complete: device.verification_uri_complete }),
    });
    const tokens = await pollDeviceAuthorizationGrant(config, device, undefined, { signal });
    return credentialOf(tokens, { issuer, clientId });
  } catch (error) {
    signal.throwIfAborted();
    throw explainOauthError(error, issuer);
  }
}

/** Renews an expired token; returns nothing if the provider refuses. @throws AdminUnreachable */
export async function refresh(credential: TokenCredential): Promise<TokenCredential | undefined> {
  const { issuer, clientId, refreshToken = '' } = credential;
  try {
    const tokens = await refreshTokenGrant(await find(issuer, clientId), refreshToken);
    return { ...credentialOf(tokens, credential), refreshToken: tokens.refresh_token ?? refreshToken };
  } catch (error) {
    if (error instanceof ResponseBodyError) return undefined;
    throw explainOauthError(error, issuer);
  }
}

function find(issuer: string, clientId: string): Promise<Configuration> {
  const url = new URL(issuer);
  // Without TLS only on this machine, for development.
  const execute = url.protocol === 'http:' && isLoopback(url.hostname) ? [allowInsecureRequests] : [];
  return discovery(url, clientId, undefined, None(), { execute, timeout: 10 });
}

function credentialOf(
  tokens: TokenEndpointResponse & TokenEndpointResponseHelpers,
  { issuer, clientId }: Pick<TokenCredential, 'issuer' | 'clientId'>,
): TokenCredential {
  const seconds = tokens.expiresIn();
  return {
    kind: 'token',
    token: tokens.access_token,
    ...(seconds !== undefined && { expiresAt: new Date(Date.now() + seconds * 1000).toISOString() }),
    ...(tokens.refresh_token !== undefined && { refreshToken: tokens.refresh_token }),
    ...{ issuer, clientId },
  };
}

function explainOauthError(error: unknown, issuer: string): Error {
  if (error instanceof ResponseBodyError) {
    const { error: code, error_description: description } = error;
    const words: Record<string, string> = {
      access_denied: 'the sign-in was refused in the browser',
      expired_token: 'the code has expired. Start again',
    };
    return new LoginFailed(`${issuer} did not sign you in: ${words[code] ?? description ?? code}`);
  }
  const { message, cause } = error as Error;
  const detail = cause instanceof Error && cause.message ? cause.message : message;
  if (error instanceof ClientError)
    return new LoginFailed(`${issuer} cannot sign you in here: ${detail}`, { cause: error });
  return new AdminUnreachable(`the provider ${issuer} does not answer: ${detail}`, { cause: error });
}

/** Revokes a token at the provider. Returns whether this succeeded. */
export async function revoke({ issuer, clientId, token, refreshToken }: TokenCredential): Promise<boolean> {
  try {
    await tokenRevocation(await find(issuer, clientId), refreshToken ?? token);
    return true;
  } catch {
    return false;
  }
}
