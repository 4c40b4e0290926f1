import { z } from 'zod';
import { evaluatePolicies } from '../../../activities/requests/evaluate-policies';
import { type PolicyInput, PolicySchema } from '../../../contract/policy';

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

describe('a condition that gives no boolean has failed, and says why', () => {
  const thrown = (value: unknown) => () => {
    throw value;
  };

  test.each<[string, unknown, RegExp]>([
    ['throws', thrown(new Error('no rate')), /threw: no rate/],
    ['throws a text', thrown('no rate'), /threw: no rate/],
    ['throws what has no text', thrown(Object.create(null)), /threw: something without a message/],
    ['reads what is not there', (context: { to: { iban: string } }) => context.to.iban === 'x', /threw: /],
    ['rejects', async () => Promise.reject(new Error('down')), /threw: down/],
    ['answers a number', () => 1, /no boolean but number/],
    ['answers null', () => null, /no boolean but null/],
    ['answers nothing', () => undefined, /no boolean but undefined/],
    ['answers a promise of a text', async () => 'yes', /no boolean but string/],
    ['answers a boxed false', () => Object(false) as boolean, /no boolean but object/],
    [
      'changes the context',
      (context: { amount: number }) => (context.amount = 0) === 0,
      /threw: .*read only/,
    ],
    [
      'changes what is inside it',
      (context: { tags: string[] }) => context.tags.push('x') > 0,
      /threw: .*not extensible/,
    ],
  ])('%s', async (_, condition, why) => {
    expect(await answer({ condition: condition as () => boolean })).toEqual([
      'failed',
      expect.stringMatching(why),
    ]);
  });

  test('one that takes longer than two seconds', async () => {
    expect(await answer({ condition: () => new Promise<boolean>(() => undefined) })).toEqual([
      'failed',
      'the condition threw: no answer within 2000 ms',
    ]);
  });

  test('and says it in 500 characters', async () => {
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

  test('gives the condition what it made of the context', async () => {
    expect(await answer({ context, condition: ({ amount }) => amount === 500 })).toEqual(['yes', '']);
  });

  test('fails for a context that does not fit, and names the field', async () => {
    const strict = z.object({ amount: z.string(), to: z.string() });
    expect(await answer({ context: strict, condition: () => false })).toEqual([
      'failed',
      expect.stringMatching(/does not fit the policy's schema \(amount: .*; to: /),
    ]);
  });

  test('fails when it cannot answer at once', async () => {
    const slow = z.object({}).refine(async () => true);
    expect(await answer({ context: slow, condition: () => false })).toEqual(['failed', expect.any(String)]);
  });
});

test('policies that do not cover the request are not asked', async () => {
  const condition = jest.fn(() => true);
  expect(await evaluatePolicies([policy({ actions: ['delete_*'], condition })], content)).toEqual([]);
  expect(condition).not.toHaveBeenCalled();
});

test('the request itself stays as it was', async () => {
  await answer({ condition: () => true });
  expect(Object.isFrozen(content.context)).toBe(false);
});

test('an allow says why it does not cover a resource that could mean another one', async () => {
  const allow = { effect: 'allow' as const, approvers: undefined, resources: ['dev/**'] };
  const [answered] = await evaluatePolicies([policy(allow)], { ...content, resource: 'dev/x/../y' });
  expect(answered).toMatchObject({
    answer: 'failed',
    why: expect.stringContaining('no wildcard of an allow covers it') as string,
  });
});
