import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN, ADMIN_CONFIG, adminOn } from '../support/admin-app';
import { HEX_MARK, marksIn, secret, whsec } from '../support/secrets';
import { startTemporal } from '../support/temporal';
import { cli } from './cli/run-cli';

test('the admin server shows no secret of a request or of its config in answers, log and metrics', async () => {
  const temporal = await startTemporal();
  const oidc = { issuer: 'http://127.0.0.1:1', clientId: 'inbox', clientSecret: secret('client') };
  const admin = adminOn(temporal, {
    config: {
      ...ADMIN_CONFIG,
      channels: {
        slack: { type: 'slack', token: secret('token'), signingSecret: secret('signing'), workspace: 'T1' },
      },
    },
    admin: { ...ADMIN, url: 'http://127.0.0.1:8234', sessionSecret: secret('session'), signIn: { oidc } },
  });
  const key = `hitl_${'0'.repeat(12)}_${HEX_MARK.padEnd(64, '0')}`;
  const headers: Record<string, string>[] = [
    { Authorization: `Bearer ${key}` },
    { Authorization: `Bearer ${secret('token')}` },
    { Authorization: `Basic ${Buffer.from(`user:${secret('password')}`).toString('base64')}` },
    { Authorization: secret('header') },
    { Cookie: `hitl_session=${secret('cookie')}.${secret('signature')}` },
    { Cookie: `hitl_verdict=${secret('cookie')}` },
    { 'X-CSRF-Token': secret('csrf') },
    {
      'X-Slack-Signature': `v0=${HEX_MARK.padEnd(64, '0')}`,
      'X-Slack-Request-Timestamp': `${Math.floor(Date.now() / 1000)}`,
    },
  ];
  const paths = [
    '/',
    '/sign-in',
    '/sign-in/oidc',
    '/api/me',
    '/api/requests/x',
    '/metrics',
    '/readyz',
    '/nothing',
  ];
  const said: string[] = [];
  for (const sent of headers) {
    for (const path of paths) {
      const { body, headers: answered } = await admin.ask('GET', path, undefined, sent);
      said.push(JSON.stringify([path, body, [...answered]]));
    }
    const posts: [string, unknown][] = [
      ['/api/requests/x/decisions', { decision: 'approve' }],
      ['/slack/interactions', `payload=${secret('payload')}`],
      ['/requests/x', 'decision=approve'],
    ];
    for (const [path, body] of posts)
      said.push(JSON.stringify((await admin.ask('POST', path, body, sent)).body));
  }
  const callback = await admin.ask('GET', `/sign-in/callback?state=${'s'.repeat(20)}&code=${secret('code')}`);
  said.push(JSON.stringify(callback.body));
  const ops = admin.withKey(['read'], { name: 'olga' });
  said.push(JSON.stringify((await ops('GET', '/metrics')).body));
  await temporal.stop();
  for (const each of [...said, ...admin.log])
    expect({ each, marks: marksIn(each) }).toMatchObject({ marks: [] });
});

describe('hitl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hitl-secrets-'));
  const withConfig = (...argv: string[]) => [...argv, '--config', join(folder, 'temporal.config.js')];
  beforeAll(() => {
    writeFileSync(
      join(folder, 'temporal.config.js'),
      `module.exports = { fallback: 'reject', channels: { mail: { type: 'email', smtp: process.env.SMTP, from: 'a@b.example' },
         hook: { type: 'webhook', url: process.env.HOOK, secrets: [process.env.WHSEC] } } };`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const env = {
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TEMPORAL_API_KEY: secret('temporal'),
    TEMPORAL_TLS: 'false',
    HITL_CONNECT_TIMEOUT: '200ms',
    HITL_SESSION_SECRET: secret('session'),
    HITL_ENCRYPTION_KEYS: `k1=${Buffer.from(secret('encryption')).subarray(0, 32).toString('base64')}`,
    SMTP: `smtp://user:${secret('smtp')}@127.0.0.1:1`,
    HOOK: `http://user:${secret('hook')}@127.0.0.1:1/${secret('path')}`,
    WHSEC: whsec,
  };
  const api = { HITL_API: 'http://127.0.0.1:1', HITL_TOKEN: secret('token') };

  test.each<[string, string[], NodeJS.ProcessEnv]>([
    ['a Temporal that is away', ['list'], env],
    ['a wrong API key on the command line', ['list', '--api-key', secret('flag')], env],
    ['an admin server that is away', ['list'], api],
    ['an address with a password', ['list', '--api', `https://user:${secret('password')}@a.example`], api],
    ['an address with a password alone', ['list', '--api', `https://:${secret('password')}@a.example`], api],
    ['encryption keys that are not valid', ['list'], { ...env, HITL_ENCRYPTION_KEYS: secret('encryption') }],
    ['a channel that is away', withConfig('channels', 'test', 'mail', '--to', 'a@b.example'), env],
    ['a webhook that is away', withConfig('channels', 'test', 'hook'), env],
    ['the doctor', withConfig('doctor'), env],
    ['the config', withConfig('config', 'show'), env],
    [
      'a config that is not valid',
      withConfig('config', 'check'),
      { ...env, SMTP: `http://user:${secret('smtp')}@a.example`, WHSEC: secret('hook') },
    ],
  ])('shows no secret for %s', async (_, argv, given) => {
    const said = await ran(argv, given);
    expect(said).not.toBe('');
    expect({ said, marks: marksIn(said) }).toMatchObject({ marks: [] });
  });
});

/** What a command of the CLI prints, with this environment. */
async function ran(argv: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    const { stdout, stderr } = await cli(argv, { env });
    return stdout + stderr;
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
