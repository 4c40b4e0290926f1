import fc from 'fast-check';
import { contentHash, digest } from '../../rules/digest';
import { RUNS } from '../support/stories';

const content = {
  action: 'pay',
  resource: 'acc-1',
  context: { amount: 1, to: { a: 1, b: 2 } },
  requesterId: 'eve',
};

test('the order of keys makes no difference', () => {
  const { action, ...rest } = content;
  expect(contentHash({ ...rest, context: { to: { b: 2, a: 1 }, amount: 1 }, action })).toBe(
    contentHash(content),
  );
});

test.each([
  { action: 'refund' },
  { resource: 'acc-2' },
  { resource: undefined },
  { description: 'for the rent' },
  { context: { ...content.context, amount: '1' } },
  { requesterId: 'bo' },
  { runId: 'run-1' },
])('%j is other content', (changed) =>
  expect(contentHash({ ...content, ...changed })).not.toBe(contentHash(content)),
);

test('two values have one digest exactly when they are the same JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const copy: unknown = JSON.parse(JSON.stringify(a));
      if (digest(copy) !== digest(a)) return false;
      return (digest(a) === digest(b)) === (JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
    }),
    { numRuns: Math.min(RUNS, 2_000) },
  );
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { entries: entries.map(([key, inner]) => [key, sorted(inner)]) };
}
