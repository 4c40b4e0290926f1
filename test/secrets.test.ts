import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { openChannels } from '../activities/channels/open-channels';
import { adminSettings } from '../admin/server/settings';
import { ConfigError } from '../contract/errors';
import { parseConfig } from '../worker/config';
import { ADMIN, ADMIN_CONFIG } from './support/admin-app';
import { aMessage } from './support/messages';
import { allOf, failureOf, MARK, marksIn, secret, whsec } from './support/secrets';

/*
 * No secret of a config or of a channel is in an error, whatever fails. `test/admin/secrets.test.ts` is about what the admin server and
 * `hitl` print.
 */

const PRIVATE_KEY = generateKeyPairSync('ed25519').privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

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

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
