import { ConfigSchema, type ConfigInput } from '../../../contract/config/config';
import type { PolicyInput } from '../../../contract/config/policy';
import { draftPlan, type PolicyAnswer } from '../../../rules/requests/plan';

const HOUR = 3_600_000;
const require = { name: 'money', approvers: ['finance'] };
const deny = { name: 'never', effect: 'deny' as const, reason: 'not on Fridays' };
const allow = { name: 'small', effect: 'allow' as const };

/** The plan if every policy of the config gives this answer; by default yes. */
function plan(config: ConfigInput, answers: Record<string, PolicyAnswer['answer']> = {}) {
  const parsed = ConfigSchema.parse(config);
  const given = parsed.policies.map((policy) => ({
    policy,
    answer: answers[policy.name] ?? 'yes',
    why: 'it threw',
  }));
  return draftPlan(parsed, given, { configDigest: 'c', contentHash: 'h' });
}

describe('deny beats require beats allow (rule 1)', () => {
  test('deny', () => {
    const denied = { status: 'rejected', by: 'policy', name: 'never', reason: 'not on Fridays' };
    expect(plan({ policies: [allow, require, deny] })).toMatchObject({ automatic: denied, requirements: [] });
  });

  test('require', () => {
    const drafted = plan({ policies: [allow, require] });
    expect(drafted.automatic).toBeUndefined();
    expect(drafted.requirements).toMatchObject([
      { policy: 'money', quorum: 1, rejectionsToReject: 1, stage: 1 },
    ]);
  });

  test('allow', () =>
    expect(plan({ policies: [allow] }).automatic).toEqual({
      status: 'approved',
      by: 'policy',
      name: 'small',
    }));

  test('every matching require becomes a requirement', () => {
    const drafted = plan({ policies: [require, { name: 'legal', approvers: ['a', 'b'], requireAll: true }] });
    expect(drafted.requirements).toMatchObject([{ policy: 'money' }, { policy: 'legal', quorum: 2 }]);
  });
});

describe('a policy whose condition failed fails closed (rule 1)', () => {
  const failed = { never: 'failed', money: 'failed', small: 'failed' } as const;

  test('it counts for deny and require, and the plan says so', () => {
    expect(plan({ policies: [deny] }, failed)).toMatchObject({
      automatic: { status: 'rejected' },
      matched: [{ policy: 'never', effect: 'deny', failedClosed: 'it threw' }],
    });
    expect(plan({ policies: [require] }, failed)).toMatchObject({ requirements: [{ policy: 'money' }] });
  });

  test('it never counts for allow, and the plan says that too', () => {
    expect(plan({ policies: [allow], fallback: 'reject' }, failed)).toMatchObject({
      automatic: { status: 'rejected', by: 'fallback' },
      matched: [],
      ignored: [{ policy: 'small', failedClosed: 'it threw' }],
    });
  });
});

describe('when no policy matches the fallback decides (rule 2)', () => {
  const no = { money: 'no' } as const;

  test.each([
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const)('%s', (fallback, status) =>
    expect(plan({ policies: [require], fallback }, no).automatic).toMatchObject({ status, by: 'fallback' }),
  );

  test('by people', () => {
    const fallback = { approvers: ['di'], quorum: 1, expireAfter: '2h' as const };
    expect(plan({ policies: [require], fallback }, no)).toMatchObject({
      requirements: [{ policy: 'fallback', approvers: ['di'] }],
      expireAfter: 2 * HOUR,
      expiryPolicy: 'fallback',
    });
  });

  test('without a fallback the request fails: nothing is approved by omission', () => {
    const drafted = plan({ policies: [require] }, no);
    expect(drafted).toMatchObject({ error: { name: 'NoMatchingPolicy' }, requirements: [] });
    expect(drafted.automatic).toBeUndefined();
  });
});

describe('the earliest deadline wins (rule 6)', () => {
  const early: PolicyInput = { name: 'early', approvers: ['ana'], expireAfter: '1h', onExpiry: 'approve' };
  const late: PolicyInput = { name: 'late', approvers: ['bo'], autoExpireHours: 2.5, onExpiry: 'reject' };

  test('and its policy says what happens at that time', () => {
    const first = { expireAfter: HOUR, expiryPolicy: 'early', onExpiry: 'approve' };
    expect(plan({ policies: [late, early] })).toMatchObject(first);
    expect(plan({ policies: [late] })).toMatchObject({ expireAfter: 2.5 * HOUR, onExpiry: 'reject' });
  });

  test('three days, or defaults.expireAfter, if no policy says', () => {
    expect(plan({ policies: [require] })).toMatchObject({ expireAfter: 72 * HOUR, onExpiry: 'expire' });
    const defaults = { expireAfter: '1 week' as const };
    expect(plan({ policies: [require], defaults })).toMatchObject({ expireAfter: 168 * HOUR });
  });

  test.each([
    ['approve', 'reject', 'reject'],
    ['approve', 'expire', 'expire'],
    ['reject', 'expire', 'expire'],
  ] as const)('if the policies with %s and with %s have the same deadline, it is %s', (a, b, onExpiry) => {
    const policies = [
      { ...early, name: 'a', onExpiry: a },
      { ...early, name: 'b', onExpiry: b },
    ];
    expect(plan({ policies })).toMatchObject({ onExpiry });
    expect(plan({ policies: policies.toReversed() })).toMatchObject({ onExpiry });
  });
});

test('more than 200 policies that match are an error and decide nothing (rule 19)', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...allow, name: `p${index}` }));
  expect(plan({ policies: many(200) }).automatic).toMatchObject({ status: 'approved' });
  const drafted = plan({ policies: many(201) });
  expect(drafted.error).toEqual({
    name: 'InvalidInput',
    message: '201 policies match this request; at most 200 may',
  });
  expect(drafted.automatic).toBeUndefined();
});

describe('how a request is shown (rule 28)', () => {
  const shown = { ...require, severity: 'high' as const, highlight: ['/amount', '/to'], bulk: true };
  const legal = {
    name: 'legal',
    approvers: ['a'],
    severity: 'medium' as const,
    highlight: ['/to', '/terms'],
    mustReadAll: true,
    bulk: false,
  };

  test('the plan has what the matching policies say, the stricter one for each field', () => {
    expect(plan({ policies: [shown, legal] }).presentation).toEqual({
      severity: 'high',
      highlight: ['/amount', '/to', '/terms'],
      mustReadAll: true,
      bulk: false,
    });
    expect(plan({ policies: [shown, legal] }, { legal: 'no' }).presentation).toEqual({
      severity: 'high',
      highlight: ['/amount', '/to'],
    });
    expect(plan({ policies: [shown, legal] }, { money: 'no', legal: 'failed' }).presentation).toMatchObject({
      severity: 'medium',
      mustReadAll: true,
    });
  });

  test('it is absent where nothing is set and where nobody is asked', () => {
    expect(plan({ policies: [require] })).not.toHaveProperty('presentation');
    expect(plan({ policies: [{ ...require, bulk: true, mustReadAll: false }] })).not.toHaveProperty(
      'presentation',
    );
    expect(plan({ policies: [shown, deny] })).not.toHaveProperty('presentation');
  });

  test('the fallback says it too', () => {
    const fallback = { approvers: ['ana'], severity: 'low' as const };
    expect(plan({ policies: [], fallback }).presentation).toEqual({ severity: 'low' });
  });
});
