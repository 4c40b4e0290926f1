import assert from 'node:assert/strict';
import fc from 'fast-check';
import { numberProblem } from '../../contract/json';
import { findJsonLoss, parseJsonStrictly } from '../../rules/strict-json';
import { RUNS } from '../support/stories';

const twice = 'appears twice in one object: send each key once';
const large = 'is an integer beyond ±9007199254740991, which would lose digits: send it as text';
const digits = 'is a number with too many digits: send it as text';
const overflow = 'is a number that is too large: send it as text';

describe('JSON text', () => {
  it.each([
    ['{"amount": 9007199254740993}', `amount ${large}`],
    ['{"amount": -9007199254740992}', `amount ${large}`],
    ['{"amount": 9007199254740993.0}', `amount ${large}`],
    ['{"amount": 1e21}', `amount ${large}`],
    ['{"lines": [{"price": 1}, {"price": 1e400}]}', `lines[1].price ${overflow}`],
    ['[1, [2, -1E+400]]', `[1][1] ${overflow}`],
    ['{"rate": 0.12345678901234567890}', `rate ${digits}`],
    ['{"amount": 9007199254740991.4}', `amount ${digits}`],
    ['{"tiny": 1e-400}', `tiny ${digits}`],
    ['12345678901234567890', `the value ${large}`],
    ['{"a": 1, "b": {"a": 1}, "a": 2}', `a ${twice}`],
    ['{"a": {"amount": 1, "\\u0061mount": 15000}}', `a.amount ${twice}`],
    ['[{}, {"__proto__": 1, "__proto__": 1}]', `[1].__proto__ ${twice}`],
    ['{"a" : 1,\n "a"\t: 1}', `a ${twice}`],
  ])('%s is refused with its path', (text, problem) => {
    assert.deepEqual(parseJsonStrictly(text), { ok: false, problem });
  });

  it.each([
    '{"amount": 9007199254740991, "least": -9007199254740991}',
    '{"a": 0.1, "b": 1.10, "c": 0.30000000000000004, "d": 1.5e-7, "e": 15E2, "f": 5e-324, "g": -0, "h": 0.0e99}',
    '{"a": "9007199254740993", "b": "say \\"1e400\\", \\\\", "c": ["a", "a"], "d": {"a": 1}, "e": {"a": 1}}',
    ' [ ] ',
    'null',
  ])('%s is read as it stands', (text) => {
    assert.deepEqual(parseJsonStrictly(text), { ok: true, value: JSON.parse(text) });
  });

  it('names the path below the root that it is given', () => {
    assert.equal(findJsonLoss('{"amount": 1e400}', 'context'), `context.amount ${overflow}`);
    assert.equal(findJsonLoss('1e400', 'context'), `context ${overflow}`);
  });

  it('that is not valid is refused without repeating it', () => {
    assert.deepEqual(parseJsonStrictly('{"password": hunter2}'), {
      ok: false,
      problem: 'the text is not valid JSON',
    });
  });

  it('nested deeper than the stack is read, and its path is cut', () => {
    const deep = 100_000;
    const problem = findJsonLoss(`${'['.repeat(deep)}1e400${']'.repeat(deep)}`);
    assert.match(problem ?? '', /^\[0\]\[0\].{1,200}… is a number that is too large/);
  });

  it('made from any JSON value loses nothing', () => {
    const value = fc.jsonValue({ maxDepth: 4 }).filter((json) => !hasLargeInteger(json));
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (json, indent) => {
        const text = JSON.stringify(json, null, indent);
        assert.deepEqual(parseJsonStrictly(text), { ok: true, value: JSON.parse(text) });
      }),
      { numRuns: RUNS },
    );
  });

  it('keeps a decimal exactly if it has at most 15 digits', () => {
    const parts = fc.tuple(
      fc.integer({ min: 1, max: 999_999_999_999_999 }),
      fc.integer({ min: -40, max: -1 }),
    );
    fc.assert(
      fc.property(parts, ([number, power]) => {
        assert.equal(findJsonLoss(`{"n": ${number}e${power}}`), undefined);
      }),
      { numRuns: RUNS },
    );
  });

  it('with an integer is refused if and only if the integer changes', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 55n), 2n ** 55n), (integer) => {
        const safe = integer >= -(2n ** 53n - 1n) && integer <= 2n ** 53n - 1n;
        assert.equal(findJsonLoss(`[${integer}]`) === undefined, safe);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a number that arrives as a value', () => {
  it.each([
    [Number.NaN, 'is NaN, which JSON cannot represent'],
    [-Infinity, 'is -Infinity, which JSON cannot represent'],
    [2 ** 53, large],
    [-(2 ** 53), large],
    [1e300, large],
  ])('%d is refused', (value, problem) => {
    assert.equal(numberProblem(value), problem);
  });

  it.each([0, -0, 0.1, 2 ** 53 - 1, Number.MIN_VALUE, 4_503_599_627_370_495.5])('%d is accepted', (value) => {
    assert.equal(numberProblem(value), undefined);
  });
});

function hasLargeInteger(json: unknown): boolean {
  if (typeof json === 'number') return Number.isInteger(json) && !Number.isSafeInteger(json);
  return typeof json === 'object' && json !== null && Object.values(json).some(hasLargeInteger);
}

test('for a schema the key __proto__ is lost: it would be missing in what people see', () => {
  const problem = 'context.a[0].__proto__ is not allowed as a property name: use another one';
  assert.equal(findJsonLoss('{"a":[{"__proto__":{"x":1}}]}', 'context', true), problem);
  assert.equal(findJsonLoss('{"a":"__proto__"}', 'context', true), undefined);
  assert.equal(findJsonLoss('{"__proto__":1}'), undefined);
});
