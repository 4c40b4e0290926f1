import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { encode } from '@temporalio/common/lib/encoding';
import fc from 'fast-check';
import { markedMemo, markedSummary } from '../../codec/clear-parts';
import { encryptionKeyId, undecrypted } from '../../codec/encrypted-payload';
import { encryptionCodec } from '../../codec/encryption-codec';
import { EncryptionSchema } from '../../contract/encryption';
import { encryptionKey } from '../support/encryption';
import { RUNS } from '../support/stories';

const june = encryptionKey('2026-06');
const december = encryptionKey('2026-12');
const worker = (options: object) => encryptionCodec(EncryptionSchema.parse(options), 'keep');
const client = (options: object) => encryptionCodec(EncryptionSchema.parse(options), 'throw');
const one = async (payloads: Promise<Payload[]>) => (await payloads)[0] as Payload;
const payloadOf = (value: unknown) => defaultPayloadConverter.toPayload(value);
const valueOf = (payload: Payload) => defaultPayloadConverter.fromPayload(payload);
const rawOf = (value: unknown) => (value as { payload: Payload }).payload;

test('every JSON value comes back, and nothing of it is in the encrypted payload', async () => {
  const codec = worker({ keys: [december] });
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const sealed = await one(codec.encode([payloadOf(value)]));
      expect(encryptionKeyId(sealed)).toBe('2026-12');
      expect(valueOf(await one(codec.decode([sealed])))).toEqual(valueOf(payloadOf(value)));
    }),
    { numRuns: Math.min(RUNS, 300) },
  );
  const sealed = await one(codec.encode([payloadOf('transfer to ACME')]));
  expect(Buffer.from(sealed.data ?? []).toString('latin1')).not.toMatch(/ACME|json/);
});

test('the same value never has the same ciphertext twice', async () => {
  const [a, b] = await worker({ keys: [december] }).encode([payloadOf(1), payloadOf(1)]);
  expect(a?.data).not.toEqual(b?.data);
});

test('after a rotation the first key encrypts, and every key decrypts', async () => {
  const old = await one(worker({ keys: [june] }).encode([payloadOf('old')]));
  const rotated = worker({ keys: [december, june] });
  expect(valueOf(await one(rotated.decode([old])))).toBe('old');
  expect(encryptionKeyId(await one(rotated.encode([payloadOf('new')])))).toBe('2026-12');
});

test('clear text from before encryption stays as it is, and decryptOnly writes clear text', async () => {
  const clear = payloadOf({ amount: 5 });
  expect(await one(worker({ keys: [december] }).decode([clear]))).toBe(clear);
  expect(await one(worker({ keys: [december], decryptOnly: true }).encode([clear]))).toBe(clear);
});

test('what a worker cannot decrypt stays encrypted with the reason; a client throws the reason', async () => {
  const sealed = await one(worker({ keys: [december] }).encode([payloadOf('x')]));
  const kept = await one(worker({ keys: [june] }).decode([sealed]));
  expect(kept.data).toBe(sealed.data);
  const problem =
    "is encrypted with key '2026-12', which is not among the keys of this process: add it to HITL_ENCRYPTION_KEYS";
  expect(undecrypted(kept)).toEqual({ because: 'key', problem });
  await expect(client({ keys: [june] }).decode([sealed])).rejects.toThrow(`it ${problem}`);
  await expect(encryptionCodec(undefined, 'throw').decode([sealed])).rejects.toThrow(`it ${problem}`);
});

test('no change of an encrypted payload goes unnoticed', async () => {
  const codec = worker({ keys: [december, june] });
  const sealed = await one(codec.encode([payloadOf({ amount: 5 })]));
  const data = Buffer.from(sealed.data ?? []);
  for (let at = 0; at < data.length; at++) {
    const changed = Buffer.from(data);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(undecrypted(await one(codec.decode([{ ...sealed, data: changed }])))?.because).toBe('damaged');
  }
  const renamed = { ...sealed.metadata, 'encryption-key-id': encode('2026-06') };
  expect(undecrypted(await one(codec.decode([{ ...sealed, metadata: renamed }])))?.because).toBe('damaged');
});

test('any bytes that claim to be encrypted are kept, never an error in a worker', async () => {
  const codec = worker({ keys: [december] });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), fc.string(), async (data, id) => {
      const metadata = { encoding: encode('binary/encrypted'), 'encryption-key-id': encode(id) };
      expect(undecrypted(await one(codec.decode([{ metadata, data }])))).toBeDefined();
    }),
    { numRuns: Math.min(RUNS, 300) },
  );
  expect(
    undecrypted(await one(codec.decode([{ metadata: { encoding: encode('binary/encrypted') } }]))),
  ).toEqual({
    because: 'damaged',
    problem: 'is encrypted, but has no valid id of a key',
  });
});

test('memo and summary stay in clear text only if the options say so, without the mark', async () => {
  const memo = rawOf(markedMemo({ action: 'pay', gone: null }).action);
  const summary = rawOf(markedSummary('pay for ana'));
  expect(markedMemo({ gone: null })).toEqual({ gone: null });
  const secret = worker({ keys: [december] });
  for (const each of await secret.encode([memo, summary])) expect(encryptionKeyId(each)).toBe('2026-12');
  const open = worker({ keys: [december], clear: ['memo'] });
  const [clearMemo, sealedSummary] = await open.encode([memo, summary]);
  expect(clearMemo).toEqual(payloadOf('pay'));
  expect(valueOf((await open.decode([sealedSummary as Payload]))[0] as Payload)).toBe('pay for ana');
  expect(await one(encryptionCodec(undefined, 'keep').encode([memo]))).toEqual(payloadOf('pay'));
});
