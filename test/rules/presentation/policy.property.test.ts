import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SEVERITIES } from '../../../contract/names';
import { PresentationSchema } from '../../../contract/records/plan';
import {
  higherSeverity,
  mergedPresentation,
  type PresentationSource,
} from '../../../rules/presentation/policy';
import { RUNS } from '../../support/stories';

const policy: fc.Arbitrary<PresentationSource> = fc.record(
  {
    severity: fc.constantFrom(...SEVERITIES),
    highlight: fc.array(fc.constantFrom('/amount', '/to', '/items/0', '/a~1b'), {
      minLength: 1,
      maxLength: 10,
    }),
    mustReadAll: fc.boolean(),
    bulk: fc.boolean(),
  },
  { requiredKeys: [] },
);
const policies = fc.array(policy, { maxLength: 8 });

const merge = (...sources: PresentationSource[]) => mergedPresentation(sources) ?? {};
const always = <Given>(name: string, given: fc.Arbitrary<Given>, holds: (given: Given) => void) =>
  test(name, () => fc.assert(fc.property(given, holds), { numRuns: RUNS }));

always(
  'what is merged is a valid record, and absent exactly if no policy sets anything',
  policies,
  (given) => {
    const merged = mergedPresentation(given);
    const isSet = given.some(
      ({ severity, highlight, mustReadAll, bulk }) => severity || highlight || mustReadAll || bulk === false,
    );
    assert.equal(merged !== undefined, isSet);
    if (merged) assert.deepEqual(PresentationSchema.parse(JSON.parse(JSON.stringify(merged))), merged);
  },
);

always(
  'the order of the policies changes nothing but the order of the highlights',
  policies.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
  ),
  ([given, shuffled]) => {
    const [a, b] = [merge(...given), merge(...shuffled)];
    const sorted = ({ highlight = [], ...rest }: typeof a) => ({ ...rest, highlight: [...highlight].sort() });
    assert.deepEqual(sorted(a), sorted(b));
  },
);

always('merging is associative and idempotent', fc.tuple(policies, policies), ([a, b]) => {
  const whole = merge(...a, ...b);
  assert.deepEqual(merge(merge(...a), merge(...b)), whole);
  assert.deepEqual(merge(whole), whole);
  assert.deepEqual(merge(whole, whole), whole);
});

always('what is merged is never weaker than a part', policies, (given) => {
  const merged = merge(...given);
  const rank = (severity?: (typeof SEVERITIES)[number]) => (severity ? SEVERITIES.indexOf(severity) : -1);
  for (const part of given) {
    assert.ok(rank(merged.severity) >= rank(part.severity));
    assert.ok((part.highlight ?? []).every((pointer) => merged.highlight?.includes(pointer)));
    assert.ok(!part.mustReadAll || merged.mustReadAll);
    assert.ok(part.bulk !== false || merged.bulk === false);
  }
});

always('what is merged comes from a part, without repetition', policies, (given) => {
  const { severity, highlight = [], mustReadAll, bulk } = merge(...given);
  assert.ok(severity === undefined || given.some((part) => part.severity === severity));
  assert.equal(new Set(highlight).size, highlight.length);
  assert.deepEqual(
    highlight,
    given.flatMap((part) => part.highlight ?? []).filter((each, index, all) => all.indexOf(each) === index),
  );
  assert.equal(
    mustReadAll === true,
    given.some((part) => part.mustReadAll === true),
  );
  assert.equal(
    bulk === false,
    given.some((part) => part.bulk === false),
  );
});

test('no severity is below the lowest', () => {
  expect(higherSeverity(undefined, 'low')).toBe('low');
  expect(higherSeverity('low', undefined)).toBe('low');
  expect(higherSeverity('critical', 'medium')).toBe('critical');
  expect(higherSeverity(undefined, undefined)).toBeUndefined();
});
