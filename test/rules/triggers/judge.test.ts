import { fires, judge, malformed, type Part } from '../../support/judged-triggers';

describe.each<[Part & { threshold: number }, string, string]>([
  [{ type: 'confidence_low', threshold: 0.5 }, 'confidence', 'confidence'],
  [{ type: 'sentiment_negative', threshold: -0.5 }, 'sentiment', 'sentiment'],
])('$type', (part, field) => {
  test('fires strictly below its threshold', () => {
    expect(fires(part, { [field]: part.threshold - 0.01 })).toBe(true);
    expect(fires(part, { [field]: part.threshold })).toBe(false);
    expect(fires(part, { [field]: part.threshold + 0.01 })).toBe(false);
  });

  test('treats a threshold of 0 like any other', () => {
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

  test('a number below 0 is a valid sentiment, but not a valid cost or count', () => {
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

  test('treats a threshold of 0 like any other', () => {
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
