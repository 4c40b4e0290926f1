import { fires, judge, malformed, type Part } from '../../support/judged-triggers';

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
