import { z } from 'zod';
import { checkTriggers } from '../../../activities/triggers/check-triggers';
import type { ConfigInput } from '../../../contract/config/config';
import type { TriggerInput } from '../../../contract/config/trigger';
import type { CheckInput } from '../../../contract/records/check';
import { parseConfig } from '../../../worker/config';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');

type Given = Partial<CheckInput> & Pick<ConfigInput, 'violations'>;

async function check(triggers: TriggerInput[], context: Record<string, unknown>, given: Given = {}) {
  const { violations, ...more } = given;
  const config = parseConfig({
    triggers,
    levels: { manager: { assignees: ['ana'] } },
    ...(violations && { violations }),
  });
  const startedAt = '2026-03-01T11:00:00.000Z';
  return checkTriggers(config)({
    runId: 'run-1',
    context,
    agentMs: 0,
    startedAt,
    now: NOW,
    memory: {},
    ...more,
  });
}

const custom = (condition: unknown, more: Partial<TriggerInput> = {}) =>
  ({ name: 'own', level: 'manager', type: 'custom', condition, ...more }) as TriggerInput;
const cost: TriggerInput = { name: 'cost', level: 'manager', type: 'cost_exceeded', threshold: 100 };
const low: TriggerInput = { name: 'low', level: 'human_review', type: 'confidence_low', threshold: 0.5 };
const slow: TriggerInput = { name: 'slow', level: 'executive', type: 'time_exceeded', threshold: '1h' };
const secret: TriggerInput = { name: 'secret', level: 'emergency', type: 'sensitive_data' };
const breach: TriggerInput = { name: 'breach', level: 'supervisor', type: 'policy_violation' };

const reasonOf = async (condition: unknown, context = {}) =>
  (await check([custom(condition)], context)).triggers[0]?.reason;

describe('all triggers of the config', () => {
  test('are evaluated; the highest level wins and the reason names all that fired', async () => {
    const context = { confidence: 0.3, cost: 120, note: '4111 1111 1111 1111', violations: ['x'] };
    expect(await check([low, cost, slow, secret, breach], context, { agentMs: 60_000 })).toEqual({
      shouldEscalate: true,
      level: 'emergency',
      reason:
        'secret: 1 finding of sensitive data: card at $.note; cost: cost 120 is at or above 100; ' +
        'breach: 1 policy violation, at or above 1; low: confidence 0.3 is below 0.5',
      triggers: [
        {
          name: 'secret',
          type: 'sensitive_data',
          level: 'emergency',
          value: 1,
          reason: '1 finding of sensitive data: card at $.note',
        },
        {
          name: 'cost',
          type: 'cost_exceeded',
          level: 'manager',
          value: 120,
          reason: 'cost 120 is at or above 100',
        },
        {
          name: 'breach',
          type: 'policy_violation',
          level: 'supervisor',
          value: 1,
          reason: '1 policy violation, at or above 1',
        },
        {
          name: 'low',
          type: 'confidence_low',
          level: 'human_review',
          value: 0.3,
          reason: 'confidence 0.3 is below 0.5',
        },
      ],
      suppressed: [],
      problems: [],
    });
  });

  test('nothing fires for an empty report, and nothing is a problem', async () => {
    expect(await check([low, cost, slow, secret, breach], {})).toEqual({
      shouldEscalate: false,
      triggers: [],
      suppressed: [],
      problems: [],
    });
  });

  test('a config without triggers never escalates', async () => {
    const config = parseConfig({ fallback: 'reject' });
    const input = {
      runId: 'r',
      context: { confidence: null },
      agentMs: 1,
      startedAt: '',
      now: NOW,
      memory: {},
    };
    expect((await checkTriggers(config)(input)).shouldEscalate).toBe(false);
  });

  test('malformed values are reported by name and field, and never shown', async () => {
    const result = await check([low, cost], { confidence: 'card 4111111111111111', cost: null });
    expect(result.problems).toEqual([
      'low: confidence is a string, not a number',
      'cost: cost is null, not a number',
    ]);
    expect(result.triggers.map(({ name }) => name).sort()).toEqual(['cost', 'low']);
    expect(JSON.stringify(result)).not.toContain('4111');
  });

  test('recently resolved triggers are suppressed and listed', async () => {
    const memory = { cost: { resolvedAt: '2026-03-01T11:59:00.000Z', value: 110 } };
    const result = await check([cost, low], { cost: 120, confidence: 0.1 }, { memory });
    expect(result.triggers.map(({ name }) => name)).toEqual(['low']);
    expect(result.suppressed).toEqual([
      { name: 'cost', why: 'resolved at 110, now 120; fires again at 210' },
    ]);
  });
});

describe('for time triggers only', () => {
  test('only time is checked, and no function is called', async () => {
    const condition = jest.fn(() => true);
    const violations = [{ name: 'v', condition }];
    const context = { confidence: null, cost: 1e9, note: 'ana@example.com' };
    const given = { timeOnly: true, agentMs: 3_600_000, violations };
    const result = await check([low, cost, slow, secret, breach, custom(condition)], context, given);
    expect(result.triggers.map(({ name }) => name)).toEqual(['slow']);
    expect(result).toMatchObject({ level: 'executive', problems: [] });
    expect(condition).not.toHaveBeenCalled();
  });

  test('nothing fires before the agent has worked that long', async () => {
    const result = await check([low, slow], { confidence: 0 }, { timeOnly: true, agentMs: 3_599_999 });
    expect(result.shouldEscalate).toBe(false);
  });
});

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

  test('says it in 500 characters', async () => {
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

describe("the config's violations", () => {
  const violations: ConfigInput['violations'] = [
    { name: 'weekend', condition: (context) => 'weekend' in context && context.weekend === true },
    {
      name: 'vendor',
      condition: async (context) => 'vendor' in context && context.vendor === 'new' && 'a new vendor',
    },
    {
      name: 'rate',
      condition: (context) => {
        if (!('rate' in context)) throw new Error('no rate');
        return false;
      },
    },
  ];

  test('are added to what the agent reports; one that throws counts', async () => {
    const result = await check(
      [breach],
      { weekend: true, vendor: 'new', policyViolations: 2 },
      { violations },
    );
    expect(result.triggers[0]).toMatchObject({
      value: 5,
      reason:
        '5 policy violations, at or above 1: weekend, vendor (a new vendor), rate (the condition threw: no rate)',
    });
  });

  test('that find nothing do not fire', async () => {
    expect((await check([breach], { rate: 1 }, { violations })).shouldEscalate).toBe(false);
  });

  test('that answer neither a boolean nor a reason count', async () => {
    const odd = [{ name: 'odd', condition: (() => undefined) as unknown as () => boolean }];
    expect((await check([breach], {}, { violations: odd })).triggers[0]?.value).toBe(1);
  });

  test('are evaluated once for all triggers, and not at all without such a trigger', async () => {
    const condition = jest.fn(() => true);
    const counted = [{ name: 'counted', condition }];
    await check([breach, { ...breach, name: 'two' }], {}, { violations: counted });
    expect(condition).toHaveBeenCalledTimes(1);
    await check([cost], {}, { violations: counted });
    expect(condition).toHaveBeenCalledTimes(1);
  });
});

describe('sensitive data', () => {
  test('is searched as each trigger says', async () => {
    const emails: TriggerInput = { ...secret, name: 'emails', kinds: ['email'], threshold: 2 };
    const fields: TriggerInput = { ...secret, name: 'fields', kinds: [], sensitiveFields: ['tax_id'] };
    const own: TriggerInput = {
      ...secret,
      name: 'projects',
      kinds: [],
      detectors: [{ name: 'project', detect: (text) => text.split('PRJ').length - 1 }],
    };
    const context = { to: ['ana@example.com', 'bo@example.com'], taxID: '7', text: 'PRJ PRJ' };
    const result = await check([emails, fields, own], context);
    expect(result.triggers.map(({ name, reason, value }) => `${name} ${value}: ${reason}`)).toEqual([
      'emails 2: 2 findings of sensitive data: email at $.to[0], email at $.to[1]',
      'fields 1: 1 finding of sensitive data: declared field at $.taxID',
      'projects 2: 2 findings of sensitive data: project at $.text (2)',
    ]);
  });

  test('with a threshold of 0 fires for every report, but not for a time check', async () => {
    const always: TriggerInput = { ...secret, threshold: 0 };
    expect((await check([always], {})).reason).toBe('secret: 0 findings of sensitive data');
    expect((await check([always], {}, { timeOnly: true })).shouldEscalate).toBe(false);
  });
});
