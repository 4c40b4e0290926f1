import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RequestRecord } from '../../../contract/request';
import { editablePaths, editableText } from '../../../rules/requests/editable-paths';
import { isCovered } from '../../../rules/requests/json-patch';
import { RUNS } from '../../support/stories';

function request(...lists: string[][]): Pick<RequestRecord, 'plan' | 'stage'> {
  const requirements = lists.map((editable) => ({ stage: 1, editable }));
  const later = { stage: 2, editable: ['/later'] };
  return { plan: { requirements: [...requirements, later] } as unknown as RequestRecord['plan'], stage: 1 };
}

const pointer = (key: string[]) =>
  fc.array(fc.constantFrom(...key), { minLength: 1, maxLength: 3 }).map((keys) => `/${keys.join('/')}`);

test('a place is covered by the common paths exactly if each policy covers it', () => {
  const list = fc.array(pointer(['a', '0', '*']), { maxLength: 3 });
  fc.assert(
    fc.property(
      fc.array(list, { minLength: 1, maxLength: 3 }),
      pointer(['a', '0', 'b', '*']),
      (lists, place) => {
        const everywhere = lists.every((paths) => isCovered(place, paths));
        assert.equal(isCovered(place, editablePaths(request(...lists))), everywhere);
      },
    ),
    { numRuns: RUNS },
  );
});

test.each([
  [[['/amount', '/note']], 'An edit may change /amount, /note.'],
  [
    [
      ['/amount', '/items/*/price'],
      ['/amount', '/note'],
    ],
    'An edit may change /amount.',
  ],
  [
    [
      ['/items', '/a/*'],
      ['/items/*/price', '/*/b'],
    ],
    'An edit may change /items/*/price, /items/b, /a/b.',
  ],
  [[['/a'], ['/b']], 'An edit may change nothing: its policies have no editable path in common.'],
])('the paths of %j: %s', (lists, text) => {
  expect(editableText(request(...lists))).toBe(text);
});

test('many paths with wildcards are no work without end', () => {
  const at = (n: number) =>
    Array.from({ length: 50 }, (_, key) => `/${'*/'.repeat(n)}${key}/${'*/'.repeat(5 - n)}end`);
  expect(editablePaths(request(at(0), at(1), at(2), at(3), at(4), at(5)))).toHaveLength(50);
});
