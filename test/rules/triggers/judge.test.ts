import { type Trigger, type TriggerInput, TriggerSchema } from '../../../contract/config/trigger';
import type { TriggerFacts } from '../../../rules/triggers/facts';
import { judgeTrigger } from '../../../rules/triggers/judge';

type Part = Partial<Record<keyof Trigger, unknown>> & { type: TriggerInput['type'] } & Record<
    string,
    unknown
  >;

const trigger = (part: Part) => TriggerSchema.parse({ name: 't', level: 'manager', ...part });
const judge = (part: Part, context: Record<string, unknown>, facts: Partial<TriggerFacts> = {}) =>
  judgeTrigger(trigger(part), { context, agentMs: 0, ...facts });
const fires = (...given: Parameters<typeof judge>) => judge(...given).reason !== undefined;

describe.each<[Part & { threshold: number }, string, string]>([
  [{ type: 'confidence_low', threshold: 0.5 }, 'confidence', 'confidence'],
  [{ type: 'sentiment_negative', threshold: -0.5 }, 'sentiment', 'sentiment'],
])('$type', (part, field) => {
  test('fires strictly below its threshold', () => {
    expect(fires(part, { [field]: part.threshold - 0.01 })).toBe(true);
    expect(fires(part, { [field]: part.threshold })).toBe(false);
    expect(fires(part, { [field]: part.threshold + 0.01 })).toBe(false);
  });

  test('has 0 for a threshold like any other', () => {
    expect(fires({ ...part, threshold: 0 }, { [field]: -0.01 })).toBe(true);
    expect(fires({ ...part, threshold: 0 }, { [field]: 0 })).toBe(false);
    expect(fires({ ...part, threshold: 0 }, { [field]: -0 })).toBe(false);
  });

  test('says what it found, and keeps the number', () => {
    const value = part.threshold - 0.25;
    expect(judge(part, { [field]: value })).toEqual({
      value,
      reason: `${field} ${value} is below ${part.threshold}`,
    });
  });
});

test('sentiment fires below -0.5 by default', () => {
  expect(fires({ type: 'sentiment_negative' }, { sentiment: -0.51 })).toBe(true);
  expect(fires({ type: 'sentiment_negative' }, { sentiment: -0.5 })).toBe(false);
});

describe.each<[Part, string, string]>([
  [{ type: 'error_count', threshold: 3 }, 'error_count', 'errorCount'],
  [{ type: 'cost_exceeded', threshold: 3 }, 'cost', 'cost'],
])('$type', (part, snake, camel) => {
  test('fires at its threshold and above, not below', () => {
    expect(fires(part, { [snake]: 2.99 })).toBe(false);
    expect(fires(part, { [snake]: 3 })).toBe(true);
    expect(fires(part, { [snake]: 3.01 })).toBe(true);
  });

  test('is read in snake case and in camel case', () => {
    expect(fires(part, { [camel]: 3 })).toBe(true);
    expect(fires({ ...part, field: 'usage.total_so_far' }, { usage: { totalSoFar: 3 } })).toBe(true);
  });

  test('fires at a threshold of 0 for 0, and never without a value', () => {
    expect(fires({ ...part, threshold: 0 }, { [snake]: 0 })).toBe(true);
    expect(judge({ ...part, threshold: 0 }, {})).toEqual({});
  });

  test('says what it found, and keeps the number', () => {
    expect(judge(part, { [snake]: 4 })).toEqual({ value: 4, reason: `${snake} 4 is at or above 3` });
  });
});

const malformed: [string, unknown, string][] = [
  ['null', null, 'is null'],
  ['NaN', NaN, 'is NaN'],
  ['Infinity', Infinity, 'is Infinity'],
  ['minus Infinity', -Infinity, 'is -Infinity'],
  ['a numeric text', '0.3', 'is a string'],
  ['true', true, 'is a boolean'],
  ['an array', [1], 'is an array'],
  ['an object', { value: 1 }, 'is an object'],
];

describe.each<[string, string]>([
  ['error_count', 'error_count'],
  ['cost_exceeded', 'cost'],
  ['sentiment_negative', 'sentiment'],
])('%s', (type, field) => {
  test.each(malformed)('fires for %s, whatever its threshold, and reports it', (_, value, words) => {
    const problem = `${field} ${words}, not a number`;
    const threshold = type === 'sentiment_negative' ? -1 : 1e9;
    expect(judge({ type: type as 'error_count', threshold }, { [field]: value })).toEqual({
      problem,
      reason: problem,
    });
  });

  test('a number below 0 is a sentiment, and neither a cost nor a count', () => {
    const threshold = type === 'sentiment_negative' ? -1 : 1e9;
    const problem = `${field} is a number below 0`;
    expect(judge({ type: type as 'error_count', threshold }, { [field]: -0.5 })).toEqual(
      type === 'sentiment_negative' ? { value: -0.5 } : { problem, reason: problem },
    );
  });

  test('does not fire for a missing value', () => {
    const threshold = type === 'sentiment_negative' ? 1 : 0;
    expect(judge({ type: type as 'error_count', threshold }, { [field]: undefined })).toEqual({});
    expect(judge({ type: type as 'error_count', threshold }, {})).toEqual({});
  });
});

describe('confidence_low', () => {
  const part: Part = { type: 'confidence_low', threshold: 0 };

  test.each(malformed)('fires for %s, whatever its threshold, and reports it', (_, value, words) => {
    const problem = `confidence ${words}, not a number`;
    expect(judge(part, { confidence: value })).toEqual({ problem, reason: problem });
  });

  test('never fires for a missing confidence', () => {
    expect(judge({ ...part, threshold: 1 }, {})).toEqual({});
  });
});

describe('time_exceeded', () => {
  const part: Part = { type: 'time_exceeded', threshold: '1h' };

  test('fires when the agent has worked that long', () => {
    expect(fires(part, {}, { agentMs: 3_599_999 })).toBe(false);
    expect(fires(part, {}, { agentMs: 3_600_000 })).toBe(true);
    expect(judge(part, {}, { agentMs: 5_400_000 })).toEqual({
      value: 5_400_000,
      reason: 'the agent has worked for 90 min, at or above 1h',
    });
  });

  test('has 0 for a threshold like any other', () => {
    expect(fires({ ...part, threshold: '0s' }, {}, { agentMs: 0 })).toBe(true);
  });

  test('looks at no field', () => {
    expect(fires(part, { time: 1e12, duration: 1e12 })).toBe(false);
  });

  test.each([
    [NaN, 'is NaN, not a number'],
    [-1, 'is a number below 0'],
  ])('fires for a time of %s, and reports it', (agentMs, words) => {
    const problem = `the time that the agent worked ${words}`;
    expect(judge(part, {}, { agentMs })).toEqual({ problem, reason: problem });
  });
});

describe('sensitive_data', () => {
  const found = (total: number) => ({
    findings: { total, named: [{ kind: 'card', place: '$.note', count: total }], unnamed: 0 },
  });

  test('fires at its threshold of findings and above; one is the default', () => {
    expect(fires({ type: 'sensitive_data' }, {}, found(0))).toBe(false);
    expect(fires({ type: 'sensitive_data' }, {}, found(1))).toBe(true);
    expect(fires({ type: 'sensitive_data', threshold: 3 }, {}, found(2))).toBe(false);
    expect(fires({ type: 'sensitive_data', threshold: 3 }, {}, found(3))).toBe(true);
    expect(fires({ type: 'sensitive_data', threshold: 3 }, {}, found(4))).toBe(true);
  });

  test('fires at a threshold of 0 also without findings', () => {
    const none = { findings: { total: 0, named: [], unnamed: 0 } };
    expect(judge({ type: 'sensitive_data', threshold: 0 }, {}, none)).toEqual({
      value: 0,
      reason: '0 findings of sensitive data',
    });
  });

  test('names kinds and places', () => {
    const named = [
      { kind: 'card', place: '$.customer.note', count: 2 },
      { kind: 'email', place: '$.text', count: 1 },
    ];
    const { reason } = judge({ type: 'sensitive_data' }, {}, { findings: { total: 8, named, unnamed: 5 } });
    expect(reason).toBe(
      '8 findings of sensitive data: card at $.customer.note (2), email at $.text and 5 more',
    );
  });
});

describe('policy_violation', () => {
  const part: Part = { type: 'policy_violation', threshold: 2 };
  const none = { name: 'none', answer: 'no' as const };
  const found = { name: 'late', answer: 'yes' as const };

  test('fires at its threshold and above; one is the default', () => {
    expect(fires(part, { policy_violations: 1 })).toBe(false);
    expect(fires(part, { policy_violations: 2 })).toBe(true);
    expect(fires(part, { policy_violations: 3 })).toBe(true);
    expect(fires({ type: 'policy_violation' }, { policy_violations: 1 })).toBe(true);
    expect(fires({ type: 'policy_violation' }, { policy_violations: 0 })).toBe(false);
  });

  test.each(['policy_violations', 'policyViolations', 'violations', 'policy_violation'])(
    'reads %s',
    (field) => {
      expect(judge(part, { [field]: 2 }).value).toBe(2);
    },
  );

  test('counts an array of names, and does not repeat them', () => {
    expect(judge(part, { violations: ['a', 'b'] })).toEqual({
      value: 2,
      reason: '2 policy violations, at or above 2',
    });
  });

  test("adds what the config's violations found, by name", () => {
    const violations = [
      none,
      found,
      { name: 'odd', answer: 'failed' as const, why: 'the condition threw: x' },
    ];
    expect(judge(part, { violations: 1 }, { violations })).toEqual({
      value: 3,
      reason: '3 policy violations, at or above 2: late, odd (the condition threw: x)',
    });
  });

  test('names ten of them', () => {
    const violations = Array.from({ length: 12 }, (_, index) => ({ ...found, name: `v${index}` }));
    expect(judge(part, {}, { violations }).reason).toMatch(/: v0, v1, .*, v9 and 2 more$/);
  });

  test('at a threshold of 0 a missing report does not fire, unless the config has violations', () => {
    const zero = { ...part, threshold: 0 };
    expect(judge(zero, {})).toEqual({});
    expect(judge(zero, { violations: 0 })).toEqual({
      value: 0,
      reason: '0 policy violations, at or above 0',
    });
    expect(judge(zero, {}, { violations: [none] }).value).toBe(0);
    expect(fires(zero, {}, { violations: [none] })).toBe(true);
  });

  test.each(malformed.filter(([name]) => name !== 'an array'))(
    'reports %s, and fires',
    (_, value, problem) => {
      const words = `violations ${problem}, not a number or an array of names`;
      expect(judge(part, { violations: value })).toEqual({ problem: words, reason: words });
      expect(judge({ ...part, threshold: 5 }, { violations: value }, { violations: [found] })).toEqual({
        value: 1,
        problem: words,
        reason: words,
      });
      expect(judge({ ...part, threshold: 1 }, { violations: value }, { violations: [found] })).toEqual({
        value: 1,
        reason: '1 policy violation, at or above 1: late',
        problem: words,
      });
    },
  );

  test("refuses a negative number, which would hide the config's violations", () => {
    expect(judge({ ...part, threshold: 1 }, { violations: -5 }, { violations: [found] })).toEqual({
      value: 1,
      reason: '1 policy violation, at or above 1: late',
      problem: 'violations is a number below 0',
    });
  });
});

describe('custom', () => {
  const part: Part = { type: 'custom', condition: () => true };

  test('fires as its condition answered', () => {
    expect(judge(part, {}, { answer: { answer: 'no' } })).toEqual({});
    expect(judge(part, {}, { answer: { answer: 'yes' } })).toEqual({ reason: 'its condition is true' });
    expect(judge(part, {}, { answer: { answer: 'yes', why: 'too late' } })).toEqual({ reason: 'too late' });
    expect(judge(part, {}, { answer: { answer: 'yes', why: '' } })).toEqual({
      reason: 'its condition is true',
    });
    expect(judge(part, {}, { answer: { answer: 'failed', why: 'it threw' } })).toEqual({
      reason: 'it threw',
    });
  });
});

describe('user_request', () => {
  const part: Part = { type: 'user_request' };

  test.each(['user_request', 'userRequest'])('fires for true in %s, and nothing else', (field) => {
    expect(judge(part, { [field]: true })).toEqual({ reason: 'the user asked for a person' });
    expect(judge(part, { [field]: false })).toEqual({});
    expect(judge(part, {})).toEqual({});
  });

  test.each([
    ['null', null, 'null'],
    ['a text', 'yes', 'a string'],
    ['1', 1, 'a number'],
    ['NaN', NaN, 'NaN'],
  ])('reports %s, and does not fire', (_, value, name) => {
    expect(judge(part, { user_request: value })).toEqual({
      problem: `user_request is ${name}, not true or false`,
    });
  });

  test('reads the configured field', () => {
    expect(fires({ ...part, field: 'wants_human' }, { wantsHuman: true })).toBe(true);
    expect(fires({ ...part, field: 'wants_human' }, { user_request: true })).toBe(false);
  });
});

describe('topic_sensitive', () => {
  const part: Part = { type: 'topic_sensitive', topics: ['Legal', 'Self harm', 'Layoffs'] };

  test.each<[string, Record<string, unknown>]>([
    ['topics', { topics: ['weather', 'LEGAL'] }],
    ['one topic', { topic: ' legal ' }],
    ['topics as one text', { topics: 'legal' }],
    ['topic as an array', { topic: ['legal'] }],
    ['both', { topics: [], topic: 'legal' }],
  ])('fires for %s, whatever the case', (_, context) => {
    expect(judge(part, context)).toEqual({ reason: 'the conversation is about Legal' });
  });

  test('names all that match, as the config spells them', () => {
    expect(judge(part, { topics: ['layoffs', 'self HARM'] }).reason).toBe(
      'the conversation is about Self harm, Layoffs',
    );
  });

  test('does not fire for another topic, a part of one, or none', () => {
    expect(judge(part, { topics: ['weather', 'legality'], topic: '' })).toEqual({});
    expect(judge(part, { topics: [] })).toEqual({});
    expect(judge(part, {})).toEqual({});
  });

  test('reports invalid topics, and counts the others', () => {
    expect(judge(part, { topics: null })).toEqual({ problem: 'topics is null, not an array of strings' });
    expect(judge(part, { topics: NaN })).toEqual({ problem: 'topics is NaN, not an array of strings' });
    expect(judge(part, { topics: [3, 'legal'] })).toEqual({
      reason: 'the conversation is about Legal',
      problem: 'topics contains a number; it may contain only strings',
    });
  });
});
