import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { isCovered, jsonPatch } from '../../../rules/requests/json-patch';
import { RUNS } from '../../support/stories';

// The reference leaves out the key `__proto__`.
const json = fc.jsonValue({ maxDepth: 4 }).filter((each) => !JSON.stringify(each).includes('__proto__'));
const key = fc.constantFrom('a', 'b', '0', 'a/b', '~', '', 'ü');
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.constantFrom<unknown>(0, 1, 0.1, '', 'x', true, null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

/** A copy as JSON, which has no negative zero. */
const copy = <T>(json: T) => JSON.parse(JSON.stringify(json)) as T;

test('a patch turns the one value into the other, as RFC 6902 says', () => {
  fc.assert(
    fc.property(fc.oneof(fc.tuple(value, value), fc.tuple(json, json)), ([before, after]) => {
      const [from, to] = copy([before, after]);
      const patch = jsonPatch({ root: from }, { root: to });
      const document = copy({ root: from });
      assert.ok(applyPatch(document, copy(patch) as never).every((problem) => problem === null));
      assert.deepEqual(document, { root: to });
    }),
    { numRuns: RUNS },
  );
});

test('equal values have an empty patch, also if their keys have another order', () => {
  fc.assert(
    fc.property(value, (same) => {
      assert.deepEqual(jsonPatch(same, copy(same)), []);
    }),
    { numRuns: RUNS },
  );
  expect(jsonPatch({ a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }], a: 1 })).toEqual([]);
});

test('a list of 50,000 items is compared in linear time', () => {
  const long = Array.from({ length: 50_000 }, (_, n) => n);
  expect(jsonPatch(long, long.slice(1))).toHaveLength(50_000);
});

test.each([
  ['/amount', ['/amount'], true],
  ['/amount/cents', ['/amount'], true],
  ['/items/3/price', ['/items/*/price'], true],
  ['/a~1b', ['/a~1b'], true],
  ['/items/3', ['/items/*/price'], false],
  ['/items', ['/items/*'], false],
  ['/amounts', ['/amount'], false],
  ['', ['/amount'], false],
  ['/x', [], false],
])('the place %j is covered by %j: %s', (place, paths, covered) => {
  expect(isCovered(place, paths)).toBe(covered);
});
