import { type TriggerInput, TriggerSchema } from '../../../contract/config/trigger';
import { utf8Bytes } from '../../../contract/limits';
import type { Level } from '../../../contract/names';
import type { TriggerMemory } from '../../../contract/records/check';
import { combineTriggers } from '../../../rules/triggers/combine';
import type { JudgedTrigger } from '../../../rules/triggers/facts';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const MINUTE = 60_000;

const judged = (name: string, level: Level, reason?: string, problem?: string): JudgedTrigger => ({
  trigger: TriggerSchema.parse({ name, level, type: 'confidence_low', threshold: 0.5 }),
  ...(reason !== undefined && { reason }),
  ...(problem !== undefined && { problem }),
});
const combine = (all: JudgedTrigger[], memory: TriggerMemory = {}, now = NOW) =>
  combineTriggers(all, memory, now);

describe('several triggers', () => {
  test('nothing fires: nothing is escalated', () => {
    expect(combine([judged('a', 'manager')])).toEqual({
      shouldEscalate: false,
      triggers: [],
      suppressed: [],
      problems: [],
    });
  });

  test('the highest level wins, and the reason names all: highest first, then in the order of the config', () => {
    const result = combine([
      judged('a', 'supervisor', 'is odd'),
      judged('b', 'executive', 'is bad'),
      judged('c', 'human_review'),
      judged('d', 'supervisor', 'is late'),
      judged('e', 'emergency', 'burns'),
    ]);
    expect(result).toMatchObject({ shouldEscalate: true, level: 'emergency' });
    expect(result.reason).toBe('e: burns; b: is bad; a: is odd; d: is late');
    expect(result.triggers.map(({ name, level }) => `${name} ${level}`)).toEqual([
      'e emergency',
      'b executive',
      'a supervisor',
      'd supervisor',
    ]);
  });

  test('problems are listed by trigger, also for triggers that do not fire', () => {
    const result = combine([
      judged('a', 'manager', undefined, 'cost is null'),
      judged('b', 'manager', 'x', 'y'),
    ]);
    expect(result.problems).toEqual(['a: cost is null', 'b: y']);
    expect(result.triggers).toHaveLength(1);
  });

  test('a reason that is too long leaves out the texts of the lowest triggers, but never a name that fits', () => {
    const all = Array.from({ length: 30 }, (_, index) =>
      judged(`trigger-${index}`, 'manager', 'ü'.repeat(150)),
    );
    const { reason = '' } = combine([...all, judged('top', 'emergency', 'burns')]);
    expect(utf8Bytes(reason)).toBeLessThanOrEqual(4096);
    expect(reason).toMatch(/^top: burns; trigger-0: ü+; .*; trigger-29$/);
    for (const { trigger } of all) expect(reason).toContain(trigger.name);
  });

  test('names that do not fit are counted', () => {
    const all = Array.from({ length: 100 }, (_, index) =>
      judged(`${index}-${'x'.repeat(100)}`, 'manager', 'y'),
    );
    const { reason = '', triggers } = combine(all);
    expect(utf8Bytes(reason)).toBeLessThanOrEqual(4096);
    expect(reason).toMatch(/ and \d+ more$/);
    expect(triggers).toHaveLength(100);
  });
});

describe('cooldown', () => {
  const one = (cooldown: string): JudgedTrigger => ({
    ...judged('low', 'manager', 'is low'),
    trigger: TriggerSchema.parse({
      name: 'low',
      level: 'manager',
      type: 'confidence_low',
      threshold: 0.5,
      cooldown,
    }),
  });
  const memory = { low: { resolvedAt: '2026-03-01T11:50:00.000Z' } };

  test('suppresses a trigger for that time after its resolution, and says so', () => {
    expect(combine([one('15m')], memory)).toEqual({
      shouldEscalate: false,
      triggers: [],
      suppressed: [
        {
          name: 'low',
          why: 'resolved at 2026-03-01T11:50:00.000Z; cooldown of 15m until 2026-03-01T12:05:00.000Z',
        },
      ],
      problems: [],
    });
  });

  test('ends exactly at its end', () => {
    expect(combine([one('15m')], memory, NOW + 5 * MINUTE - 1).shouldEscalate).toBe(false);
    expect(combine([one('15m')], memory, NOW + 5 * MINUTE).shouldEscalate).toBe(true);
  });

  test('suppresses nothing before the first resolution, for another trigger, or without a cooldown', () => {
    expect(combine([one('15m')], {}).shouldEscalate).toBe(true);
    expect(combine([one('15m')], { other: memory.low }).shouldEscalate).toBe(true);
    expect(combine([judged('low', 'manager', 'is low')], memory).shouldEscalate).toBe(true);
  });

  test('does not list a trigger that would not fire', () => {
    const { reason: _, ...quiet } = one('15m');
    expect(combine([quiet], memory).suppressed).toEqual([]);
  });

  test('does not hide other triggers', () => {
    const result = combine([one('15m'), judged('other', 'human_review', 'is odd')], memory);
    expect(result).toMatchObject({ shouldEscalate: true, level: 'human_review', reason: 'other: is odd' });
    expect(result.suppressed).toHaveLength(1);
  });

  test('a resolution with an invalid time suppresses nothing', () => {
    expect(combine([one('15m')], { low: { resolvedAt: 'yesterday' } }).shouldEscalate).toBe(true);
  });

  test('trigger names such as constructor work', () => {
    const named: JudgedTrigger = { ...one('15m'), trigger: { ...one('15m').trigger, name: 'constructor' } };
    expect(combine([named], {}).shouldEscalate).toBe(true);
  });
});

describe('cumulative triggers after a resolution', () => {
  const grown = (more: TriggerInput, value: number): JudgedTrigger => ({
    trigger: TriggerSchema.parse(more),
    value,
    reason: 'is high',
  });
  const again = (more: Partial<TriggerInput>, value: number, resolved: number) =>
    combine(
      [
        grown(
          { name: 't', level: 'manager', type: 'cost_exceeded', threshold: 100, ...more } as TriggerInput,
          value,
        ),
      ],
      {
        t: { resolvedAt: '2026-03-01T11:00:00.000Z', value: resolved },
      },
    );

  test.each<[string, Partial<TriggerInput>]>([
    ['cost', {}],
    ['errors', { type: 'error_count' }],
  ])('%s fire again only after another threshold', (_, more) => {
    expect(again(more, 219, 120).shouldEscalate).toBe(false);
    expect(again(more, 220, 120).shouldEscalate).toBe(true);
    expect(again(more, 120, 120).suppressed).toEqual([
      { name: 't', why: 'resolved at 120, now 120; fires again at 220' },
    ]);
  });

  test('time fires again only after another threshold', () => {
    const time = { type: 'time_exceeded', threshold: '1h' } as Partial<TriggerInput>;
    expect(again(time, 2 * 3_600_000 - 1, 3_600_000).shouldEscalate).toBe(false);
    expect(again(time, 2 * 3_600_000, 3_600_000).shouldEscalate).toBe(true);
    expect(again(time, 3_600_001, 3_600_000).suppressed).toEqual([
      { name: 't', why: 'resolved at 3600000 ms, now 3600001 ms; fires again at 7200000 ms' },
    ]);
  });

  test('a threshold of 0 fires again for any higher value', () => {
    expect(again({ threshold: 0 }, 120, 120).suppressed).toEqual([
      { name: 't', why: 'resolved at 120, now 120; fires again above 120' },
    ]);
    expect(again({ threshold: 0 }, 120.5, 120).shouldEscalate).toBe(true);
  });

  test('a trigger that was resolved without a number fires at its threshold', () => {
    const trigger = grown({ name: 't', level: 'manager', type: 'cost_exceeded', threshold: 100 }, 100);
    expect(combine([trigger], { t: { resolvedAt: '2026-03-01T11:00:00.000Z' } }).shouldEscalate).toBe(true);
  });

  test('the cooldown suppresses it first', () => {
    const { suppressed } = again({ cooldown: '2h' }, 300, 120);
    expect(suppressed[0]?.why).toMatch(/cooldown of 2h/);
  });

  test.each<[string, TriggerInput]>([
    ['confidence', { name: 't', level: 'manager', type: 'confidence_low', threshold: 0.5 }],
    ['violations', { name: 't', level: 'manager', type: 'policy_violation', threshold: 2 }],
    ['sensitive data', { name: 't', level: 'manager', type: 'sensitive_data', threshold: 2 }],
  ])('%s are not cumulative and fire again immediately', (_, more) => {
    const memory = { t: { resolvedAt: '2026-03-01T11:00:00.000Z', value: 5 } };
    expect(combine([grown(more, 2)], memory).shouldEscalate).toBe(true);
  });
});
