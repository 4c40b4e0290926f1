import fc from 'fast-check';
import type { EscalationEvent, EscalationRecord } from '../../../contract/escalation';
import { utf8Bytes } from '../../../contract/limits';
import { raiseEscalation } from '../../../rules/escalations/open';
import { withEvent } from '../../../rules/escalations/record';
import { beginStory, TWO_LEVELS } from '../../support/ladder-stories';
import { MINUTE, START } from '../../support/requests';

const begun = beginStory({ plan: TWO_LEVELS, level: 'human_review' });
const at = (index: number) => new Date(START + index * 1_000).toISOString();
const bytesOf = ({ history }: EscalationRecord) => utf8Bytes(JSON.stringify(history));
const happening = (count: number, event: (index: number) => EscalationEvent) => {
  let record = begun;
  for (let index = 0; index < count; index++) record = withEvent(record, event(index));
  return record;
};
const leftOut = ({ history }: EscalationRecord) => history.filter(({ what }) => what === 'omitted');
const HISTORY_BYTES = 256 * 1024;

test('the history of a talkative agent keeps the first and the latest events, and the number between them', () => {
  let record = begun;
  for (let index = 0; index < 2_000; index++) {
    const reason = `${index} ${'wrong '.repeat(600)}`;
    record = raiseEscalation(record, { level: 'human_review', reason }, START + index);
  }
  expect(bytesOf(record)).toBeLessThan(HISTORY_BYTES);
  expect(record.history[0]).toMatchObject({ what: 'opened' });
  expect(record.history.at(-1)).toMatchObject({ what: 'added', reason: expect.stringMatching(/^1999 .*…$/) });
  const [omitted] = leftOut(record);
  const kept = record.history.length - 1;
  expect(omitted).toEqual({
    at: expect.any(String),
    what: 'omitted',
    count: begun.history.length + 2_000 - kept,
  });
});

test('repeated reassignments do not make it grow without limit', () => {
  const names = Array.from({ length: 50 }, (_, index) => `${index}${'x'.repeat(190)}`);
  const record = happening(3_000, (index) =>
    index % 2
      ? { at: at(index), what: 'notified', level: 'manager', assignees: names }
      : {
          at: at(index),
          what: 'reassigned',
          by: 'ana',
          assignees: names,
          level: 'manager',
          reason: 'z'.repeat(4_000),
        },
  );
  expect(bytesOf(record)).toBeLessThan(HISTORY_BYTES);
  expect(leftOut(record)).toHaveLength(1);
  expect(record.history.at(-1)).toMatchObject({ what: 'notified', assignees: [names[0]], more: 49 });
});

test('reminders are dropped before actions of people', () => {
  let record = happening(40, (index) => ({ at: at(index), what: 'reminded', level: 'manager' }));
  record = withEvent(record, { at: at(41), what: 'acknowledged', by: 'ana', level: 'manager' });
  for (let index = 42; index < 600; index++)
    record = withEvent(record, { at: at(index), what: 'reminded', level: 'manager' });
  expect(record.history).toContainEqual(expect.objectContaining({ what: 'acknowledged', by: 'ana' }));
});

test('events that the rules need are kept, even if they are old', () => {
  let record = happening(40, (index) => ({ at: at(index), what: 'reminded', level: 'manager' }));
  record = withEvent(record, {
    at: at(41),
    what: 'promoted',
    from: 'human_review',
    to: 'manager',
    by: 'ana',
  });
  record = withEvent(record, { at: at(42), what: 'finally', action: 'wait' });
  for (let index = 43; index < 2_000; index++)
    record = withEvent(record, { at: at(index), what: 'acknowledged', by: 'bo', level: 'manager' });
  const kept = record.history.map(({ what }) => what);
  expect(kept).toEqual(expect.arrayContaining(['promoted', 'finally']));
});

test('an event has at most 1 KB, the history at most 256 KB, and times never go back', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constant('\u0000'.repeat(4_000)),
  );
  const names = fc.array(text, { minLength: 1, maxLength: 50 });
  const event = fc.oneof(
    fc.record({
      what: fc.constant('added' as const),
      level: fc.constant('manager' as const),
      reason: text,
      by: text,
      triggers: names,
    }),
    fc.record({
      what: fc.constant('reassigned' as const),
      level: fc.constant('manager' as const),
      reason: text,
      by: text,
      assignees: names,
    }),
    fc.record({
      what: fc.constant('acknowledged' as const),
      level: fc.constant('manager' as const),
      notes: text,
      by: text,
    }),
    fc.constant({ what: 'reminded' as const, level: 'manager' as const }),
  );
  const each = fc.property(
    fc.array(event, { minLength: 1, maxLength: 8 }),
    fc.integer({ min: 1, max: 600 }),
    (events, count) => {
      const record = happening(
        count,
        (index) => ({ at: at(index), ...(events[index % events.length] as object) }) as EscalationEvent,
      );
      expect(bytesOf(record)).toBeLessThan(HISTORY_BYTES);
      for (const one of record.history) expect(utf8Bytes(JSON.stringify(one))).toBeLessThanOrEqual(1_024);
      const times = record.history.map((one) => one.at);
      expect(times).toEqual(times.toSorted());
      const [omitted] = leftOut(record);
      const known = record.history.length - leftOut(record).length;
      expect(known + (omitted?.what === 'omitted' ? omitted.count : 0)).toBe(begun.history.length + count);
    },
  );
  fc.assert(each, { numRuns: 20 });
});

test('a repeated reason is added once, also a long one', () => {
  const reason = 'wrong '.repeat(600);
  const said = { level: 'human_review' as const, reason };
  const once = raiseEscalation(begun, said, START + MINUTE);
  expect(raiseEscalation(once, said, START + 2 * MINUTE)).toEqual({ ...once, raiseCount: 2 });
  const byAnother = raiseEscalation(once, { ...said, escalatedBy: 'ana' }, START + 2 * MINUTE);
  expect(byAnother.history).toHaveLength(once.history.length + 1);
});
