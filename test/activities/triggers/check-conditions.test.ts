import { z } from 'zod';
import { check, cost, custom, low } from '../../support/checked-triggers';

const reasonOf = async (condition: unknown, context = {}) =>
  (await check([custom(condition)], context)).triggers[0]?.reason;

describe('a condition of the config', () => {
  test.each<[string, unknown, string | undefined]>([
    ['true', () => true, 'its condition is true'],
    ['false', () => false, undefined],
    ['a reason', () => 'the vendor is new', 'the vendor is new'],
    ['a promise of true', async () => true, 'its condition is true'],
    ['a promise of a reason', async () => 'late', 'late'],
    ['a promise of false', async () => false, undefined],
    ['by the context', (context: { amount: number }) => context.amount > 5, 'its condition is true'],
    [
      'by the run',
      (_: unknown, run: { runId: string; agentMs: number }) => `${run.runId} ${run.agentMs}`,
      'run-1 0',
    ],
  ])('answers %s', async (_, condition, reason) => {
    expect(await reasonOf(condition, { amount: 6 })).toBe(reason);
  });

  const thrown = (value: unknown) => () => {
    throw value;
  };

  test.each<[string, unknown, RegExp]>([
    ['throws', thrown(new Error('no rate')), /^the condition threw: no rate$/],
    ['throws a text', thrown('no rate'), /threw: no rate/],
    ['throws a value without a text', thrown(Object.create(null)), /threw: an error without a message/],
    ['rejects', async () => Promise.reject(new Error('down')), /threw: down/],
    [
      'reads what is not there',
      (context: { to: { iban: string } }) => context.to.iban === 'x',
      /failed: it reads context\.to, which does not exist/,
    ],
    ['answers a number', () => 1, /returned number, not a boolean or a reason/],
    ['answers 0', () => 0, /returned number, not a boolean or a reason/],
    ['answers null', () => null, /returned null, not a boolean or a reason/],
    ['answers nothing', () => undefined, /returned undefined, not a boolean or a reason/],
    ['answers a boxed false', () => Object(false) as boolean, /returned object, not a boolean or a reason/],
    [
      'changes the context',
      (context: { amount: number }) => (context.amount = 0) === 0,
      /threw: .*read only/,
    ],
    [
      'changes what is inside it',
      (context: { tags: string[] }) => context.tags.push('x') > 9,
      /threw: context\.tags\[1\] is read only/,
    ],
    [
      'changes the run',
      (_: unknown, run: { runId: string }) => Boolean((run.runId = '')),
      /threw: .*read only/,
    ],
  ])('that %s fires, and says so', async (_, condition, reason) => {
    expect(await reasonOf(condition, { amount: 5, tags: ['rent'] })).toMatch(reason);
  });

  test('may read what its schema declares optional, and fires for a context that does not fit', async () => {
    const context = z.object({ amount: z.number(), discount: z.number().optional() });
    const condition = (ctx: z.output<typeof context>) => (ctx.discount ?? 0) > 1;
    const trigger = custom(condition, { context });
    expect((await check([trigger], { amount: 5 })).shouldEscalate).toBe(false);
    const [fired] = (await check([trigger], { amount: 'ana@example.com' })).triggers;
    expect(fired?.reason).toMatch(/^the context does not fit the trigger's schema \(amount: /);
  });

  test('that takes longer than two seconds fires, and does not delay others', async () => {
    const never = () => new Promise<boolean>(() => undefined);
    jest.useFakeTimers();
    const checking = check([custom(never), custom(never, { name: 'two' }), low], { confidence: 0.1 });
    await jest.advanceTimersByTimeAsync(2_000).finally(() => jest.useRealTimers());
    const result = await checking;
    expect(result.triggers.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'own: the condition threw: no answer within 2 s',
      'two: the condition threw: no answer within 2 s',
      'low: confidence 0.1 is below 0.5',
    ]);
  });

  test('that throws does not hide others, in any order', async () => {
    const bad = custom(thrown(new Error('broken')), { level: 'supervisor' });
    for (const triggers of [
      [bad, cost, low],
      [low, cost, bad],
    ]) {
      const result = await check(triggers, { cost: 100, confidence: 0.1 });
      expect(result.level).toBe('manager');
      expect(result.reason).toBe(
        'cost: cost 100 is at or above 100; own: the condition threw: broken; low: confidence 0.1 is below 0.5',
      );
    }
  });

  test('gives the reason in at most 500 characters', async () => {
    expect(await reasonOf(thrown(new Error('x'.repeat(1_000_000))))).toHaveLength(500);
    expect(await reasonOf(() => 'x'.repeat(10_000))).toHaveLength(500);
  });

  test('that throws sensitive data fires without repeating it', async () => {
    const condition = (context: { note: string }) => thrown(new Error(`cannot read '${context.note}'`))();
    expect(await reasonOf(condition, { note: 'ana@example.com' })).toBe(
      "the condition threw: cannot read '[email]'",
    );
  });

  test('fires for a context that is nested too deeply to copy', async () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    const result = await check([custom(() => false), cost], { deep, cost: 100 });
    expect(result.triggers.map(({ name }) => name)).toEqual(['own', 'cost']);
  });

  test('does not change the context', async () => {
    const context = { tags: ['rent'] };
    await check([custom(() => true)], context);
    expect(Object.isFrozen(context) || Object.isFrozen(context.tags)).toBe(false);
  });
});
