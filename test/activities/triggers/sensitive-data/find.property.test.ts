import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkTriggers } from '../../../../activities/triggers/check-triggers';
import { SENSITIVE_DATA_KINDS } from '../../../../contract/config/trigger';
import { parseConfig } from '../../../../worker/config';

const RUNS = Number(process.env.HITL_PROPERTY_RUNS ?? 1_000);

const letters = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const ANY = `${LOWER}${LOWER.toUpperCase()}0123456789`;

/** Values with the kind that must be found. */
const secret = fc.oneof(
  fc
    .tuple(letters(LOWER, 8), letters(LOWER, 6))
    .map(([local, host]) => ['email', `${local}@${host}.com`] as const),
  letters('0123456789', 14).map((digits) => ['card', withLuhn(`4${digits}`)] as const),
  letters('0123456789', 18).map((account) => ['iban', withMod97('DE', account)] as const),
  letters(`${LOWER.toUpperCase()}234567`, 16).map((rest) => ['credential', `AKIA${rest}`] as const),
  letters(ANY, 36).map((rest) => ['credential', `ghp_${rest}`] as const),
  letters('123456789', 8).map((rest) => ['phone', `+49170${rest}`] as const),
  fc
    .tuple(
      fc.integer({ min: 100, max: 665 }),
      fc.integer({ min: 10, max: 99 }),
      fc.integer({ min: 1000, max: 9999 }),
    )
    .map((parts) => ['national_id', parts.join('-')] as const),
);

/** Hides a value in objects, arrays and sentences, and under keys that may be secret themselves. */
const way = fc.array(fc.constantFrom('object', 'array', 'own key', 'sentence'), { maxLength: 12 });

const always = (
  name: string,
  holds: (kind: string, value: string, context: Record<string, unknown>) => Promise<void>,
) =>
  test(name, () =>
    fc.assert(
      fc.asyncProperty(secret, way, ([kind, value], steps) => holds(kind, value, embed(value, steps))),
      { numRuns: RUNS },
    ),
  );

always(
  'a secret is found as what it is, wherever it lies, and never repeated',
  async (kind, value, context) => {
    const result = await check(context);
    const named = result.triggers.filter(({ type }) => type === 'sensitive_data');
    assert.deepEqual(
      named.map(({ name, value: count }) => [name, count]),
      [
        ['all', 1],
        ['declared', 1],
        [kind, 1],
      ],
    );
    const said = JSON.stringify(result);
    assert.ok(!said.includes(value), `${value} is in ${said}`);
  },
);

always(
  'a problem, and an error that quotes the report, do not repeat it either',
  async (_, value, context) => {
    const result = await check({
      ...context,
      confidence: value,
      cost: [value],
      topics: { value },
      user_request: value,
    });
    assert.equal(result.problems.length, 4);
    const said = JSON.stringify(result);
    assert.ok(!said.includes(value), `${value} is in ${said}`);
  },
);

const sensitive = { type: 'sensitive_data', level: 'manager' } as const;
const checkReport = checkTriggers(
  parseConfig({
    levels: { manager: { assignees: ['ana'] } },
    triggers: [
      { ...sensitive, name: 'all' },
      { ...sensitive, name: 'declared', kinds: [], sensitiveFields: ['root'] },
      ...SENSITIVE_DATA_KINDS.map((kind) => ({ ...sensitive, name: kind, kinds: [kind] })),
      { name: 'low', level: 'manager', type: 'confidence_low', threshold: 0.5 },
      { name: 'cost', level: 'manager', type: 'cost_exceeded', threshold: 5 },
      { name: 'asked', level: 'manager', type: 'user_request' },
      { name: 'topics', level: 'manager', type: 'topic_sensitive', topics: ['legal'] },
      {
        name: 'quotes',
        level: 'manager',
        type: 'custom',
        condition: (given: unknown) => {
          throw new Error(`cannot judge ${JSON.stringify(given)}`);
        },
      },
    ],
  }),
);

function check(context: Record<string, unknown>) {
  return checkReport({ runId: 'run-1', agentMs: 0, startedAt: '', now: 0, memory: {}, context });
}

function embed(value: string, steps: string[]): Record<string, unknown> {
  const inner = steps.includes('sentence') ? `it says ${value}, and more` : value;
  const wrapped = steps.reduce<unknown>((given, step) => {
    if (step === 'array') return ['x', given];
    if (step === 'own key') return { first: 1, [value]: given };
    return step === 'object' ? { other: 'x', inner: given } : given;
  }, inner);
  return { root: wrapped };
}

function withLuhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const double = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (double > 9 ? double - 9 : double);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function withMod97(country: string, account: string): string {
  const letter = (character: string) => String(character.charCodeAt(0) - 55);
  const rest = BigInt(`${account}${[...country].map(letter).join('')}00`) % 97n;
  return `${country}${String(98n - rest).padStart(2, '0')}${account}`;
}
