import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Hono } from 'hono';
import type { AdminContext } from '../../admin/http/context';
import { createApp } from '../../admin/server/create-app';
import { openAdminContext } from '../../admin/server/open';
import { adminSettings } from '../../admin/server/settings';
import { makeKey, writeKeys } from '../../admin/sign-in/api-keys';
import type { Scope, AdminInput } from '../../contract/config/admin';
import type { ConfigInput } from '../../contract/config/config';
import { parseConfig } from '../../worker/config';
import type { TemporalForTests } from './temporal';

/** The finance and security teams decide, olga is the operator, ada reads everything, vi has no permission. */
export const ADMIN_CONFIG: ConfigInput = {
  directory: {
    'finance-team': ['ana', 'bo', 'eve'],
    'security-team': ['cy'],
    auditors: ['ada'],
    people: ['ana', 'bo', 'cy', 'eve', 'olga'],
    guests: ['vi'],
  },
  policies: [
    { name: 'payments', actions: ['pay'], approvers: ['finance-team'], expireAfter: '4h' },
    { name: 'secrets', actions: ['read_secret'], approvers: ['security-team'] },
  ],
  fallback: { approvers: ['finance-team'] },
  triggers: [{ name: 'unsure', type: 'confidence_low', threshold: 0.5, level: 'human_review' }],
  levels: {
    human_review: { assignees: ['finance-team'] },
    manager: { assignees: ['security-team'] },
  },
  operators: ['olga'],
};

export const ADMIN: AdminInput = {
  signIn: { dev: true },
  access: {
    request: ['people'],
    read: { own: ['everyone'], team: ['people'], all: ['auditors', 'olga'] },
    decide: ['people'],
    administer: ['olga'],
  },
  limits: { account: 100_000, address: 100_000 },
};

/** An answer of the admin server. A JSON body is parsed. */
export interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
  headers: Headers;
}

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** An admin server for tests. It does not listen: requests go to the Hono app directly. */
export interface AdminForTests {
  app: Hono;
  log: string[];
  /** Sends requests with the session of this person. */
  as: (name: string) => Promise<Ask>;
  /** Sends requests with a new API key. */
  withKey: (scopes: Scope[], more?: { name?: string; people?: string[]; expiresAt?: string }) => Ask;
  /** Sends a request without sign-in. */
  ask: Ask;
}

/** A Temporal that is never connected to, for tests that do not need it. */
export function nowhere(): Pick<TemporalForTests, 'client' | 'taskQueue'> {
  return {
    client: new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) }),
    taskQueue: 'none',
  };
}

const HOST = 'http://127.0.0.1:8234';

interface AdminOptions {
  config?: ConfigInput;
  admin?: AdminInput;
  /** Default: 30 s, so that a busy machine answers Slack before it. */
  slackTimeoutMs?: number;
  /** Reads requests that Temporal no longer has. */
  archive?: AdminContext['archive'];
}

export function adminOn(
  { client, taskQueue }: Pick<TemporalForTests, 'client' | 'taskQueue'>,
  { config = ADMIN_CONFIG, admin = ADMIN, slackTimeoutMs = 30_000, archive }: AdminOptions = {},
): AdminForTests {
  const file = join(mkdtempSync(join(tmpdir(), 'hitl-keys-')), 'keys.json');
  writeKeys(file, []);
  const parsed = parseConfig({ ...config, admin: { ...admin, signIn: { ...admin.signIn, keys: file } } });
  const settings = {
    ...adminSettings(parsed.admin, { host: '127.0.0.1', port: 8234, env: {} }),
    slackTimeoutMs,
  };
  const log: string[] = [];
  const app = createApp(
    openAdminContext({ config: parsed, settings, client, taskQueue, archive, log: (line) => log.push(line) }),
  );
  const keys: Parameters<typeof writeKeys>[1][number][] = [];
  const ask: Ask = async (method, path, body, headers = {}) => {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const answer = await app.request(`${HOST}${path}`, { method, headers: { ...type, ...headers }, ...sent });
    const text = await answer.text();
    return { status: answer.status, body: parse(text), headers: answer.headers };
  };
  return {
    app,
    log,
    ask,
    async as(name) {
      const cookie = await signIn(app, name);
      const { csrfToken } = (await ask('GET', '/api/me', undefined, { Cookie: cookie })).body as {
        csrfToken: string;
      };
      return (method, path, body, headers) =>
        ask(method, path, body, { Cookie: cookie, 'X-CSRF-Token': csrfToken, ...headers });
    },
    withKey(scopes, { name = 'bot', expiresAt = '2100-01-01T00:00:00Z', people } = {}) {
      const { key, text } = makeKey({ name, scopes, expiresAt, ...(people && { people }) });
      keys.push(key);
      writeKeys(file, keys);
      return (method, path, body, headers) =>
        ask(method, path, body, { Authorization: `Bearer ${text}`, ...headers });
    },
  };
}

/** Signs in as this person and returns the session cookie. */
export async function signIn(app: Hono, name: string): Promise<string> {
  const answer = await app.request(`${HOST}/sign-in/dev`, {
    method: 'POST',
    body: new URLSearchParams({ name }),
  });
  const [cookie = ''] = answer.headers.getSetCookie().map((set) => set.split(';')[0] ?? '');
  return cookie;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
