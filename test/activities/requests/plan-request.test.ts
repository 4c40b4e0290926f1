import { z } from 'zod';
import { evaluatePolicies } from '../../../activities/requests/plan-request';
import { ConfigSchema } from '../../../contract/config/config';
import { type PolicyInput, PolicySchema } from '../../../contract/config/policy';
import { draftPlan } from '../../../rules/requests/plan';

const content = { action: 'pay', context: { amount: 5, tags: ['rent'] }, requesterId: 'eve' };
const policy = (more: Partial<PolicyInput>) => PolicySchema.parse({ name: 'p', approvers: ['ana'], ...more });

async function answer(more: Partial<PolicyInput>) {
  const [given] = await evaluatePolicies([policy(more)], content);
  return given && [given.answer, given.why ?? ''];
}

test.each<[string, PolicyInput['condition'], string]>([
  ['true', (context) => context.amount > 1, 'yes'],
  ['false', (context) => context.amount > 10, 'no'],
  ['a promise of true', async () => true, 'yes'],
  ['the request', (_, request) => request.requesterId === 'eve', 'yes'],
  ['no condition', undefined, 'yes'],
])('%s', async (_, condition, expected) => {
  expect(await answer(condition ? { condition } : {})).toEqual([expected, '']);
});

describe('a condition that returns no boolean has failed, and says why', () => {
  const thrown = (value: unknown) => () => {
    throw value;
  };

  test.each<[string, unknown, RegExp]>([
    ['throws', thrown(new Error('no rate')), /threw: no rate/],
    ['throws a text', thrown('no rate'), /threw: no rate/],
    ['throws a value without a text', thrown(Object.create(null)), /threw: an error without a message/],
    [
      'reads what is not there',
      (context: { to: { iban: string } }) => context.to.iban === 'x',
      /reads context\.to, which does not exist/,
    ],
    ['rejects', async () => Promise.reject(new Error('down')), /threw: down/],
    ['answers a number', () => 1, /returned number, not a boolean/],
    ['answers null', () => null, /returned null, not a boolean/],
    ['answers nothing', () => undefined, /returned undefined, not a boolean/],
    ['answers a promise of a text', async () => 'yes', /returned string, not a boolean/],
    ['answers a boxed false', () => Object(false) as boolean, /returned object, not a boolean/],
    [
      'changes the context',
      (context: { amount: number }) => (context.amount = 0) === 0,
      /threw: context\.amount is read only/,
    ],
    [
      'changes what is inside it',
      (context: { tags: string[] }) => context.tags.push('x') > 0,
      /threw: context\.tags\[1\] is read only/,
    ],
  ])('%s', async (_, condition, why) => {
    expect(await answer({ condition: condition as () => boolean })).toEqual([
      'failed',
      expect.stringMatching(why),
    ]);
  });

  test('one that takes longer than two seconds', async () => {
    jest.useFakeTimers();
    try {
      const answered = answer({ condition: () => new Promise<boolean>(() => undefined) });
      await jest.advanceTimersByTimeAsync(2_000);
      expect(await answered).toEqual(['failed', 'the condition threw: no answer within 2 s']);
    } finally {
      jest.useRealTimers();
    }
  });

  test('and gives the reason in at most 500 characters', async () => {
    const [, why] = (await answer({ condition: thrown(new Error('x'.repeat(10_000))) })) ?? [];
    expect(why).toHaveLength(500);
  });
});

describe("the policy's own schema", () => {
  const context = z.object({
    amount: z
      .number()
      .min(1)
      .transform((amount) => amount * 100),
  });

  test('passes the parsed context to the condition', async () => {
    expect(await answer({ context, condition: ({ amount }) => amount === 500 })).toEqual(['yes', '']);
  });

  test('fails for a context that does not fit, and names the field', async () => {
    const strict = z.object({ amount: z.string(), to: z.string() });
    expect(await answer({ context: strict, condition: () => false })).toEqual([
      'failed',
      expect.stringMatching(/does not fit the policy's schema \(amount: .*; to: /),
    ]);
  });

  test('fails if it is asynchronous', async () => {
    const slow = z.object({}).refine(async () => true);
    expect(await answer({ context: slow, condition: () => false })).toEqual(['failed', expect.any(String)]);
  });
});

describe('a condition that reads an absent field', () => {
  const cases: [string, PolicyInput['condition'], string][] = [
    [
      'a misspelt field',
      (context) => context.amuont > 10_000,
      'context.amuont, which does not exist: did you mean context.amount?',
    ],
    [
      'a field of the request',
      (_, request) => (request as never)['requestorId'] === 'eve',
      'did you mean request.requesterId?',
    ],
    [
      'the context of the request',
      (_, request) => Number(request.context['amuont']) > 1,
      'did you mean request.context.amount?',
    ],
  ];

  test.each(cases)('%s: a require and a deny match, an allow does not', async (_, condition, why) => {
    for (const effect of ['require', 'deny', 'allow'] as const) {
      const approvers = effect === 'require' ? ['ana'] : undefined;
      const config = ConfigSchema.parse({
        policies: [{ name: 'p', effect, approvers, condition }],
        fallback: 'approve',
      });
      const answers = await evaluatePolicies(config.policies, content);
      const plan = draftPlan(config, answers, { configDigest: '', contentHash: '' });
      const [told] = effect === 'allow' ? plan.ignored : plan.matched;
      expect(told?.failedClosed).toContain(why);
      expect(plan.automatic?.by).toBe({ require: undefined, deny: 'policy', allow: 'fallback' }[effect]);
    }
  });

  test('that the schema declares optional: it answers', async () => {
    const context = z.object({ amount: z.number(), discount: z.number().optional() });
    expect(await answer({ context, condition: (ctx) => ctx.amount - (ctx.discount ?? 0) > 1 })).toEqual([
      'yes',
      '',
    ]);
    const raw = (_: unknown, { context: ctx }: { context: { discount?: unknown } }) =>
      ctx.discount === undefined;
    expect(await answer({ context, condition: raw as never })).toEqual(['yes', '']);
  });

  test('optional fields of the request may be absent', async () => {
    const condition: PolicyInput['condition'] = (_, { resource, description, runId }) =>
      [resource, description, runId].every((each) => each === undefined);
    expect(await answer({ condition })).toEqual(['yes', '']);
  });
});

test('policies that do not cover the request are not evaluated', async () => {
  const condition = jest.fn(() => true);
  expect(await evaluatePolicies([policy({ actions: ['delete_*'], condition })], content)).toEqual([]);
  expect(condition).not.toHaveBeenCalled();
});

test('the request itself does not change', async () => {
  await answer({ condition: () => true });
  expect(Object.isFrozen(content.context)).toBe(false);
});

test('an allow says why it does not cover a resource that could mean another one', async () => {
  const allow = { effect: 'allow' as const, approvers: undefined, resources: ['dev/**'] };
  const [answered] = await evaluatePolicies([policy(allow)], { ...content, resource: 'dev/x/../y' });
  expect(answered).toMatchObject({
    answer: 'failed',
    why: expect.stringContaining('a wildcard of an allow policy does not cover it') as string,
  });
});
