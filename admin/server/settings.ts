import { randomBytes } from 'node:crypto';
import type { AdminConfig } from '../../contract/config/admin';
import { ConfigError } from '../../contract/errors';
import { isLoopback } from '../../rules/loopback';
import type { AdminSettings } from '../http/context';

const MIN_SECRET = 32;
/** Slack waits 3 s. */
const SLACK_TIMEOUT_MS = 2_400;

/**
 * The admin settings of the config with their defaults, for the address to listen on.
 *
 * @throws ConfigError if the config has no `admin`, or an unsafe one: `dev` sign-in beyond this machine, or no secret to
 * sign cookies with
 */
export function adminSettings(
  config: AdminConfig | undefined,
  { host, port, env }: { host: string; port: number; env: NodeJS.ProcessEnv },
): AdminSettings {
  if (config === undefined)
    throw new ConfigError(
      'the config has no `admin`: set who may sign in and what they may do, for example\n' +
        "  admin: { signIn: { dev: true }, access: { read: { all: ['everyone'] }, decide: ['everyone'] } }",
    );
  const { dev } = config.signIn;
  const url = (config.url ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(/\/+$/, '');
  if (dev && !(isLoopback(host) && isLoopback(new URL(url).hostname)))
    throw new ConfigError(
      `admin.signIn.dev: anyone can sign in as anyone, so it is allowed only on this machine, not on ${host} (${url})`,
    );
  return { ...config, url, sessionSecret: secretOf(config, env), slackTimeoutMs: SLACK_TIMEOUT_MS };
}

function secretOf({ sessionSecret, signIn }: AdminConfig, env: NodeJS.ProcessEnv): string {
  const secret = sessionSecret ?? env.HITL_SESSION_SECRET;
  if (secret !== undefined && secret.length < MIN_SECRET)
    throw new ConfigError(`HITL_SESSION_SECRET is shorter than ${MIN_SECRET} characters`);
  // API keys use no cookies, and with dev sign-in a restart may end all sessions.
  if (secret !== undefined || signIn.oidc === undefined) return secret ?? randomBytes(32).toString('hex');
  throw new ConfigError(
    'admin.signIn.oidc needs a secret of 32 characters or more in HITL_SESSION_SECRET or admin.sessionSecret, the same for ' +
      'all admin servers; create one with `openssl rand -hex 32`',
  );
}
