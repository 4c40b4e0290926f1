import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { openChannels } from '../activities/channels/open-channels';
import { adminSettings } from '../admin/server/settings';
import { ConfigError } from '../contract/errors';
import { parseConfig } from '../worker/config';
import { cli } from './admin/cli/run-cli';
import { ADMIN, ADMIN_CONFIG, adminOn } from './support/admin-app';
import { aMessage } from './support/messages';
import { startTemporal } from './support/temporal';

/*
 * No secret of a config, of the environment or of a request is in what the product prints, answers, records or counts, whatever
 * fails. Every secret has a word that occurs nowhere else.
 */

const PRIVATE_KEY = generateKeyPairSync('ed25519').privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;
const MARK = 'Pelikanwort';
const HEX_MARK = Buffer.from(MARK).toString('hex');
const secret = (what: string) => `${MARK}-${what}-0123456789abcdefghijklmnop`;
const whsec = `whsec_${Buffer.from(secret('webhook')).toString('base64')}`;

/** The marks in a text: as it is, in base64 or in hexadecimal. */
function marksIn(text: string): string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from('x'.repeat(shift) + MARK)
      .toString('base64')
      .slice(Math.ceil((shift * 8) / 6), -4),
  );
  return [MARK, HEX_MARK, ...base64].filter((mark) => text.toLowerCase().includes(mark.toLowerCase()));
}

/** All that a log, a page or a history could get from an error: its message, stack, causes, fields, and its failure in Temporal. */
function allOf(error: unknown): string {
  const failure = defaultFailureConverter.errorToFailure(error, defaultPayloadConverter);
  return [inspect(error, { depth: 10, showHidden: true }), JSON.stringify(failure)].join('\n');
}

async function failureOf(work: () => Promise<unknown>): Promise<string> {
  try {
    return inspect(await work());
  } catch (error) {
    return allOf(error);
  }
}

test('the search itself finds a secret in every form', () => {
  expect(marksIn(`user:${secret('x')}@host`)).toEqual([MARK]);
  expect(marksIn(Buffer.from(`a:${secret('x')}`).toString('base64'))).toHaveLength(1);
  expect(marksIn(allOf(new Error('a', { cause: new Error(secret('cause')) })))).toEqual([MARK]);
});

describe('a config', () => {
  const channel = (one: object) => ({ fallback: 'reject', channels: { one } });
  const admin = (more: object) => ({ fallback: 'reject', admin: { ...ADMIN, ...more } });
  const userinfo = `user:${secret('password')}@`;

  test.each<[string, unknown]>([
    ['Slack token of a wrong type', channel({ type: 'slack', token: [secret('token')], workspace: 'T1' })],
    [
      'Slack without a workspace',
      channel({ type: 'slack', token: secret('token'), signingSecret: secret('signing') }),
    ],
    [
      'webhook secret of a wrong form',
      channel({ type: 'webhook', url: 'https://a.example', secrets: [secret('hook')] }),
    ],
    [
      'webhook secret instead of a list',
      channel({ type: 'webhook', url: 'https://a.example', secrets: whsec }),
    ],
    [
      'webhook URL of a wrong protocol',
      channel({ type: 'webhook', url: `ftp://${userinfo}a.example`, secrets: [whsec] }),
    ],
    [
      'SMTP URL of a wrong protocol',
      channel({ type: 'email', smtp: `http://${userinfo}a.example`, from: 'a@b.example' }),
    ],
    ['SMTP URL without a host', channel({ type: 'email', smtp: `smtp://${userinfo}`, from: 'a@b.example' })],
    ['Teams URL without a protocol', channel({ type: 'teams', url: secret('teams') })],
    [
      'audit database of a wrong protocol',
      { fallback: 'reject', audit: { sink: { type: 'postgres', url: `mysql://${userinfo}a.example/x` } } },
    ],
    [
      'channel of an unknown type',
      channel({ type: 'pager', token: secret('token'), url: `https://${userinfo}a.example` }),
    ],
    ['short session secret', admin({ sessionSecret: MARK })],
    ['session secret of a wrong type', admin({ sessionSecret: { value: secret('session') } })],
    ['client secret in a wrong place', admin({ signIn: { dev: true, clientSecret: secret('client') } })],
    [
      'client secret of a wrong type',
      admin({
        signIn: { oidc: { issuer: 'https://a.example', clientId: 'a', clientSecret: [secret('client')] } },
      }),
    ],
    [
      'issuer with a password',
      admin({
        url: 'https://b.example',
        signIn: { oidc: { issuer: `https://${userinfo}a.example`, clientId: 'a' } },
      }),
    ],
    ['Temporal UI with a password', admin({ temporalUi: `https://${userinfo}a.example` })],
    ['private key instead of its file', admin({ signing: { keyId: 'k', privateKeyFile: [secret('key')] } })],
    [
      'private key as a public key',
      { fallback: 'reject', decisions: { signed: true, keys: [{ id: 'k', publicKey: PRIVATE_KEY }] } },
    ],
  ])('with a %s is refused without showing it', (_, wrong) => {
    const parse = () => parseConfig(wrong, 'temporal.config.ts');
    expect(parse).toThrow(ConfigError);
    const error = thrownBy(parse);
    expect(marksIn(allOf(error))).toEqual([]);
    expect(allOf(error)).not.toContain(PRIVATE_KEY.split('\n')[1]);
  });

  test('with a short session secret in the environment is refused without showing it', () => {
    const { admin: parsed } = parseConfig({ ...ADMIN_CONFIG, admin: ADMIN });
    const open = () =>
      adminSettings(parsed, { host: '127.0.0.1', port: 1, env: { HITL_SESSION_SECRET: MARK } });
    expect(marksIn(allOf(thrownBy(open)))).toEqual([]);
  });
});

describe('a channel', () => {
  let echo: Server;
  let smtp: SocketServer;
  let status = 401;
  beforeAll(async () => {
    // The worst server: it sends back whatever it got.
    echo = createServer((request, response) => {
      const got = JSON.stringify([request.url, request.headers]);
      response.writeHead(status, { 'Content-Type': 'application/json', 'X-Got': got });
      response.end(JSON.stringify({ ok: false, error: got, got }));
    });
    smtp = createSocketServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 here\r\n');
      socket.on('data', (line: Buffer) =>
        socket.write(
          /^E?HLO/i.test(line.toString()) ? '250-here\r\n250 AUTH PLAIN LOGIN\r\n' : `535 refused\r\n`,
        ),
      );
    });
    await Promise.all(
      [echo, smtp].map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))),
    );
  });
  afterAll(() => {
    echo.close();
    smtp.close();
  });

  const portOf = (server: Server | SocketServer) => (server.address() as AddressInfo).port;
  const channels = (port: number, mailPort: number) =>
    openChannels(
      parseConfig({
        fallback: 'reject',
        channels: {
          hook: {
            type: 'webhook',
            url: `http://user:${secret('password')}@127.0.0.1:${port}/${secret('path')}`,
            secrets: [whsec],
          },
          teams: { type: 'teams', url: `http://127.0.0.1:${port}/${secret('path')}?sig=${secret('query')}` },
          slack: {
            type: 'slack',
            token: secret('token'),
            signingSecret: secret('signing'),
            workspace: 'T1',
            channel: 'C1',
            apiUrl: `http://127.0.0.1:${port}/`,
          },
          mail: {
            type: 'email',
            smtp: `smtp://user:${secret('password')}@127.0.0.1:${mailPort}`,
            from: 'a@b.example',
          },
          logs: { type: 'log' },
        },
      }),
      () => undefined,
    );

  test.each([
    ['refuses the secret', 401],
    ['fails', 500],
    ['redirects', 302],
    ['wants no more', 410],
  ])('whose server %s fails without showing it', async (_, answer) => {
    status = answer;
    const opened = channels(portOf(echo), portOf(smtp));
    for (const [name, channel] of Object.entries(opened)) {
      const said = [
        await failureOf(() => channel.send(aMessage(), 'ana@b.example')),
        await failureOf(() => channel.check()),
      ];
      expect({ name, marks: marksIn(said.join('\n')), said }).toMatchObject({ name, marks: [] });
    }
  });

  test('whose server is away or speaks another protocol fails without showing it', async () => {
    for (const opened of [channels(1, 1), channels(portOf(smtp), 1)])
      for (const [name, channel] of Object.entries(opened)) {
        const said = await failureOf(() => channel.send(aMessage(), 'ana@b.example'));
        expect({ name, marks: marksIn(said), said }).toMatchObject({ name, marks: [] });
      }
  });
});

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

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
