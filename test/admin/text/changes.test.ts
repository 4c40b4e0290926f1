import pc from 'picocolors';
import { changeLines, revisionLines } from '../../../admin/text/changes';
import type { RequestView } from '../../../client';
import { jsonPatch } from '../../../rules/requests/json-patch';

const out = { colours: pc.createColors(false) };
const linesOf = (before: unknown, after: unknown) => changeLines(out, before, jsonPatch(before, after));

test('what changes: the path, the value before and the value after, exactly', () => {
  expect(
    linesOf(
      { amount: 15_000, rate: 0.1, 'a/b': 'x', items: [{ n: 1 }, 2], old: true },
      { amount: 500, rate: 0.2, 'a/b': 'ü "q"', items: [{ n: null }], extra: {} },
    ),
  ).toEqual([
    '/old: true → (removed)',
    '/amount: 15000 → 500',
    '/rate: 0.1 → 0.2',
    '/a~1b: "x" → "ü \\"q\\""',
    '/items/0/n: 1 → null',
    '/items/1: 2 → (removed)',
    '/extra: (absent) → {}',
  ]);
});

test('long values are complete, each on its own line, and invisible characters are visible', () => {
  const long = 'word '.repeat(100);
  expect(linesOf({ text: long }, { text: 'a\u202Eb\n' })).toEqual([
    '/text:',
    `  before ${JSON.stringify(long)}`,
    '  after  "a\\u202eb\\n"',
  ]);
  expect(linesOf({}, { 'k\u202E': 1 })).toEqual(['/k⟨U+202E⟩: (absent) → 1']);
});

test('each revision says what it changed of the one before it', () => {
  const contexts = [
    { amount: 3, items: [1, 2, 3], memo: 'm' },
    { amount: 2, items: [1], memo: 'm' },
    JSON.parse('{"amount": 1, "items": [1, 9], "__proto__": 5}') as object,
  ];
  const at = '2026-01-01T00:00:00.000Z';
  const revisions = contexts.slice(1).map((context, index) => ({
    ...{ revision: index + 2, at, by: 'ana', contentHash: '' },
    patch: jsonPatch(contexts[index], context),
  }));
  const original = { context: contexts[0], contentHash: '' };
  const request = { original, revisions } as unknown as RequestView;
  expect(revisionLines(out, request, Date.parse(at))).toEqual([
    expect.stringMatching(/^ {2}2\. edited by ana, 2026-01-01/),
    '     /amount: 3 → 2',
    '     /items/2: 3 → (removed)',
    '     /items/1: 2 → (removed)',
    expect.stringMatching(/^ {2}3\. edited by ana/),
    '     /memo: "m" → (removed)',
    '     /amount: 2 → 1',
    '     /items/1: (absent) → 9',
    '     /__proto__: (absent) → 5',
  ]);
});
