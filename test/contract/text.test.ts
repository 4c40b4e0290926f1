import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toSearchValue, fromSearchValue } from '../../contract/search-value';
import { NameSchema } from '../../contract/text';
import { RUNS } from '../support/stories';

const hostile = fc
  .array(fc.constantFrom('%', '2', '5', 'C', 'c', '\\', '"', "'", '\n', '\u0085', 'a', 'é', '東'), {
    maxLength: 12,
  })
  .map((characters) => characters.join(''));

test('a name survives the round trip through a search attribute, and Temporal can search for it', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (name) => {
      const value = toSearchValue(name);
      assert.equal(fromSearchValue(value), name);
      assert.doesNotMatch(value, /[\\"\p{Cc}]|^'|'$/u);
    }),
    { numRuns: RUNS },
  );
});

test.each([
  ['ana', 'ana'],
  ["o'brien", "o'brien"],
  ['100% sure', '100% sure'],
  ['CORP\\jsmith', 'CORP%5Cjsmith'],
  ['a"b', 'a%22b'],
  ['%5C', '%255C'],
])('%s is kept as %s', (name, value) => expect(toSearchValue(name)).toBe(value));

test('refuses a name whose search value would be too long', () => {
  expect(NameSchema.safeParse('\\'.repeat(80)).success).toBe(true);
  expect(NameSchema.safeParse('\\'.repeat(100)).error?.issues[0]?.message).toMatch(/too many backslashes/);
});
