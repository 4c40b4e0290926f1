import { randomBytes } from 'node:crypto';
import { ConfigError } from '../../contract/errors';
import type { AdminConfig } from '../../contract/config/admin';
import { isLoopback } from '../../rules/loopback';
import type { AdminSettings } from '../http/context';

const MIN_SECRET = 32;

/**
 * The admin server's part of the config, completed: for an address it will listen on.
 *
 * @throws ConfigError when it would not be safe: `dev` sign-in beyond this machine, no secret to sign cookies with
 */
export function adminSettings(
  config: AdminConfig | undefined,
  { host, port, env }: { host: string; port: number; env: NodeJS.ProcessEnv },
): AdminSettings {
  if (config === undefined)
    throw new ConfigError(
      'the config has no `admin`: say who may sign in and who may do what, such as\n' +
        "  admin: { signIn: { dev: true }, access: { read: { all: ['everyone'] }, decide: ['everyone'] } }",
    );
  const { dev } = config.signIn;
  const url = (config.url ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(/\/+$/, '');
  if (dev && !(isLoopback(host) && isLoopback(new URL(url).hostname)))
    throw new ConfigError(
      `admin.signIn.dev: anybody may be anybody there, so it works on this machine alone, not on ${host} (${url})`,
    );
  return { ...config, url, sessionSecret: secretOf(config, env) };
}

function secretOf({ sessionSecret, signIn }: AdminConfig, env: NodeJS.ProcessEnv): string {
  const secret = sessionSecret ?? env.HITL_SESSION_SECRET;
  if (secret !== undefined && secret.length < MIN_SECRET)
    throw new ConfigError(`HITL_SESSION_SECRET is shorter than ${MIN_SECRET} characters`);
  // Keys sign no cookies; in dev a restart may sign everybody out.
  if (secret !== undefined || signIn.oidc === undefined) return secret ?? randomBytes(32).toString('hex');
  throw new ConfigError(
    'admin.sessionSecret is needed with oidc: 32 characters or more, the same for all admin servers; or HITL_SESSION_SECRET, ' +
      'such as from `openssl rand -hex 32`',
  );
}
