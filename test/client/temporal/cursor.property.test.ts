import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InvalidInput } from '../../../client';
import { fromCursor, type Place, type Position, toCursor } from '../../../client/temporal/cursor';
import { RUNS } from '../../support/stories';

const token = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const plain = { noNullPrototype: true };
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ token }, plain),
  fc.record({ group: fc.integer({ min: 0, max: 9 }), token }, plain),
  fc.record(
    {
      time: fc.integer({ min: 0, max: 8.64e15 }),
      id: fc.string({ unit: 'grapheme', minLength: 1 }),
    },
    plain,
  ),
);
const id = fc.string({ unit: 'grapheme', minLength: 1 });
const position: fc.Arbitrary<Position> = fc.oneof(
  place,
  fc.record(
    { from: place, after: id, rows: fc.integer({ min: 0, max: 1e9 }) },
    { ...plain, requiredKeys: ['rows'] },
  ),
  fc.record({ rank: fc.integer({ min: 0, max: 35 }), time: fc.integer({ min: 0, max: 8.64e15 }), id }, plain),
);
const list = { status: 'pending', approver: ['ana', 'bo'], order: 'deadline' };

test('a cursor leads back to its position', () =>
  fc.assert(
    fc.property(position, (at) => assert.deepEqual(fromCursor(toCursor(list, at), list), at)),
    { numRuns: RUNS },
  ));

test('it is valid only for its own list, however that is written', () =>
  fc.assert(
    fc.property(position, (at) => {
      const cursor = toCursor(list, at);
      const same = { order: 'deadline', approver: ['ana', 'bo'], status: ['pending'], action: undefined };
      assert.deepEqual(fromCursor(cursor, same), at);
      for (const other of [
        { ...list, approver: ['ana'] },
        { ...list, order: 'age' },
        { ...list, limit: 1 },
        {},
      ])
        assert.throws(
          () => fromCursor(cursor, other),
          /cursor: belongs to a list with another filter or order/,
        );
    }),
    { numRuns: RUNS },
  ));

test('any other text is refused, and never by another error', () =>
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
      assert.throws(() => fromCursor(text, list), InvalidInput);
    }),
    { numRuns: RUNS },
  ));

test('it is short', () => {
  const start = '2026-11-29T20:47:29.041839Z';
  const page = `{"CloseTime":"9999-12-31T23:59:59Z","StartTime":"${start}","RunID":"01a22910-1311-7cca-a8cc-a82db02c8f5d"}`;
  const ended = page.replace('9999-12-31T23:59:59Z', '2026-11-29T20:48:29.041839Z');
  const ofPage = (text: string) => ({ token: Buffer.from(text).toString('base64') });
  expect(toCursor(list, ofPage(page)).length).toBeLessThanOrEqual(52);
  expect(toCursor(list, ofPage(ended)).length).toBeLessThanOrEqual(64);
  const at = { time: Date.parse(start), id: 'approval-transfer-funds-3k9x0a7q2m4b' };
  expect(toCursor(list, at).length).toBeLessThanOrEqual(80);
  expect(toCursor(list, { ...at, rank: 3 }).length).toBeLessThanOrEqual(82);
  const scanned = { from: ofPage(page), after: at.id, rows: 12_000 };
  expect(toCursor(list, scanned).length).toBeLessThanOrEqual(170);
});
