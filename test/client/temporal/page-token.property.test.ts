import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packToken, unpackToken } from '../../../client/temporal/page-token';
import { RUNS } from '../../support/stories';

const second = fc
  .date({ min: new Date(0), max: new Date('2600-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19));
const time = fc.oneof(
  fc.constant('9999-12-31T23:59:59Z'),
  fc
    .tuple(
      second,
      fc.constantFrom('', '.5', '.041839', '.000000001', '.999999999', '.120', '.'),
      fc.constantFrom('Z', '+01:00'),
    )
    .map((parts) => parts.join('')),
);
const run = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.string(),
);
const sql = fc
  .record({ CloseTime: time, StartTime: time, RunID: run })
  .map((token) => Buffer.from(JSON.stringify(token)));
const token = fc.oneof(
  sql,
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

test('every token comes back byte for byte', () =>
  fc.assert(
    fc.property(token, (bytes) => assert.ok(unpackToken(packToken(bytes))?.equals(bytes))),
    { numRuns: RUNS },
  ));

test('other bytes never throw', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void unpackToken(Buffer.from(bytes))),
    { numRuns: RUNS },
  ));

test('a token of an SQL database has a third of its length', () => {
  const open =
    '{"CloseTime":"9999-12-31T23:59:59Z","StartTime":"2026-11-29T20:47:29.041839Z","RunID":"01a22910-1311-7cca-a8cc-a82db02c8f5d"}';
  expect(packToken(Buffer.from(open))).toHaveLength(25);
  expect(packToken(Buffer.from(open.replace('9999-12-31T23:59:59Z', '2026-11-30T20:47:29Z')))).toHaveLength(
    33,
  );
});
