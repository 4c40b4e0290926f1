import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { withEncryption } from '../../../codec/data-converter';
import { encryptionCodec } from '../../../codec/encryption-codec';
import { EncryptionSchema } from '../../../contract/encryption';
import { ADMIN, adminOn } from '../../support/admin-app';
import { encryptionKey } from '../../support/encryption';

/*
 * The endpoint with which Temporal's UI and CLI show clear text. It needs no Temporal.
 */

const keys = [encryptionKey('2026-12')];
const encryption = EncryptionSchema.parse({ keys });
const UI = 'https://temporal.example.com';
const connection = Connection.lazy({ address: '127.0.0.1:1' });
const client = new Client({ connection, dataConverter: withEncryption(encryption, 'throw') });
const admin = adminOn({ client, taskQueue: 'none' }, { admin: { ...ADMIN, temporalUi: `${UI}/namespaces` } });

const clear = defaultPayloadConverter.toPayload({ amount: 5 });
const asJson = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  ),
  data: Buffer.from(data ?? []).toString('base64'),
});
const sealed = async (with_ = encryption) => {
  const [payload] = await encryptionCodec(with_, 'keep').encode([clear]);
  return asJson(payload as Payload);
};

test('a person who may read everything gets clear text, also with a query and a doubled slash', async () => {
  const ada = await admin.as('ada');
  for (const path of ['/codec/decode', '/codec//decode', '/codec/decode?namespace=default']) {
    const answer = await ada(
      'POST',
      path,
      { payloads: [await sealed(), asJson(clear)] },
      { 'X-Namespace': 'default' },
    );
    expect([answer.status, answer.body]).toEqual([200, { payloads: [asJson(clear), asJson(clear)] }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
});

test('what the UI sends is encrypted, and can be decrypted again', async () => {
  const olga = await admin.as('olga');
  const { body } = await olga('POST', '/codec/encode', { payloads: [asJson(clear)] });
  expect(JSON.stringify(body)).not.toContain(asJson(clear).data);
  expect((await olga('POST', '/codec/decode', body)).body).toEqual({ payloads: [asJson(clear)] });
});

test('a payload of an unknown key stays as it is, and the others are decrypted', async () => {
  const foreign = await sealed(EncryptionSchema.parse({ keys: [encryptionKey('other')] }));
  const answer = await (
    await admin.as('ada')
  )('POST', '/codec/decode', { payloads: [foreign, await sealed()] });
  expect(answer.body).toEqual({ payloads: [foreign, asJson(clear)] });
});

test('an API key needs the scope read and admin.access.read.all', async () => {
  const body = { payloads: [await sealed()] };
  const names = { name: 'auditors' };
  expect((await admin.withKey(['read'], names)('POST', '/codec/decode', body)).status).toBe(200);
  expect((await admin.withKey(['request'], names)('POST', '/codec/decode', body)).status).toBe(403);
  expect((await admin.withKey(['read'], { name: 'bot' })('POST', '/codec/decode', body)).status).toBe(403);
});

test('everyone else is refused, and gets nothing', async () => {
  const body = { payloads: [await sealed()] };
  const stranger = await admin.ask('POST', '/codec/decode', body);
  expect([stranger.status, stranger.body.name]).toEqual([401, 'NotSignedIn']);
  const ana = await (await admin.as('ana'))('POST', '/codec/decode', body);
  expect([ana.status, ana.body.name]).toEqual([403, 'Forbidden']);
});

test('browsers let only pages of the Temporal UI call it', async () => {
  const asked = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'x-namespace' };
  const preflight = (Origin: string) =>
    admin.ask('OPTIONS', '/codec/decode', undefined, { Origin, ...asked });
  const allowed = (await preflight(UI)).headers;
  expect(allowed.get('access-control-allow-origin')).toBe(UI);
  expect(allowed.get('access-control-allow-credentials')).toBe('true');
  expect(allowed.get('access-control-allow-headers')?.toLowerCase()).toMatch(
    /content-type.*x-namespace.*authorization/,
  );
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  const ada = await admin.as('ada');
  const body = { payloads: [await sealed()] };
  expect((await ada('POST', '/codec/decode', body, { Origin: UI })).status).toBe(200);
  expect((await ada('POST', '/codec/decode', body, { Origin: 'https://evil.example' })).status).toBe(403);
});

test.each([
  ['no JSON', '{', /body/],
  ['no payloads', {}, /payloads/],
  ['half a byte of base64', { payloads: [{ data: 'AAECA' }] }, /payloads\.0\.data: must be base64/],
  [
    'padding behind a full group of base64',
    { payloads: [{ data: 'AAEC=' }] },
    /payloads\.0\.data: must be base64/,
  ],
  ['no base64', { payloads: [{ data: '§' }] }, /payloads\.0\.data: must be base64/],
])('%s is refused', async (_, body, message) => {
  const answer = await (await admin.as('ada'))('POST', '/codec/decode', body);
  expect([answer.status, answer.body.detail]).toEqual([422, expect.stringMatching(message)]);
});

test('another namespace and a body of more than 16 MB are refused', async () => {
  const ada = await admin.as('ada');
  const elsewhere = await ada('POST', '/codec/decode', { payloads: [] }, { 'X-Namespace': 'other' });
  expect([elsewhere.status, elsewhere.body.detail]).toEqual([
    422,
    expect.stringContaining('namespace default'),
  ]);
  const large = { payloads: [{ data: 'A'.repeat(17 * 1024 * 1024) }] };
  expect((await ada('POST', '/codec/decode', large)).status).toBe(413);
});

test('with development sign-in that lets everyone read, the UI of this machine needs no credentials', async () => {
  const access = { ...ADMIN.access, read: { all: ['everyone'] } };
  const dev = adminOn(
    { client, taskQueue: 'none' },
    { admin: { ...ADMIN, access, temporalUi: 'http://127.0.0.1:8233' } },
  );
  const answer = await dev.ask(
    'POST',
    '/codec/decode',
    { payloads: [await sealed()] },
    { Origin: 'http://localhost:8233' },
  );
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
    200,
    'http://localhost:8233',
  ]);
});
