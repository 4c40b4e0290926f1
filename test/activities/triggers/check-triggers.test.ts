import { checkTriggers } from '../../../activities/triggers/check-triggers';
import type { ConfigInput } from '../../../contract/config/config';
import type { TriggerInput } from '../../../contract/config/trigger';
import { parseConfig } from '../../../worker/config';
import { check, cost, custom, low, NOW } from '../../support/checked-triggers';

const slow: TriggerInput = { name: 'slow', level: 'executive', type: 'time_exceeded', threshold: '1h' };
const secret: TriggerInput = { name: 'secret', level: 'emergency', type: 'sensitive_data' };
const breach: TriggerInput = { name: 'breach', level: 'supervisor', type: 'policy_violation' };

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
