import { formOf } from '../../../admin/inbox/form';
import {
  changedFields,
  fieldName,
  fieldText,
  type PlainFields,
  plainFieldsOf,
  SHOWN_FIELDS,
  shownFields,
} from '../../../admin/inbox/modification';

const STATE = { to: 'ACME', amount: 15_000, rate: 0.5, urgent: false, note: 'one\ntwo' };

/** The form as a browser sends it: all fields, with these typed over. Empty fields are left out. */
function sent(typed: Record<string, string>, shown: object = STATE) {
  const texts = Object.entries(plainFieldsOf(shown) ?? {}).map(([key, value], index): [string, string] => [
    fieldName(index),
    typed[key] ?? fieldText(value),
  ]);
  return formOf([[SHOWN_FIELDS, JSON.stringify(shown)], ...texts.filter(([, text]) => text !== '')]);
}

const changes = (typed: Record<string, string>, shown?: object) => changedFields(sent(typed, shown));

test('only what was changed is sent, each with its type', () => {
  expect(changes({})).toEqual({ changes: {} });
  expect(changes({ amount: '7500' })).toEqual({ changes: { amount: 7500 } });
  expect(changes({ amount: ' -0.25 ', rate: '1e3', urgent: 'true', to: '42', note: 'a\nb' })).toEqual({
    changes: { amount: -0.25, rate: 1000, urgent: true, to: '42', note: 'a\nb' },
  });
  expect(changes({ to: '' })).toEqual({ changes: { to: '' } });
});

test.each([
  ['1,500', 'amount: "1,500" is not a number. Write digits and a dot, such as 1500 or 0.5.'],
  ['', 'amount: a number is needed, such as 15000.'],
  ['0x10', 'amount: "0x10" is not a number.'],
  ['Infinity', 'amount: "Infinity" is not a number.'],
  ['007', 'amount: "007" is not a number.'],
  ['9007199254740993', 'amount: "9007199254740993" is an integer beyond'],
  ['1e999', 'amount: "1e999" is a number that is too large'],
])('the number %j is refused, and the problem names the field', (text, problem) => {
  expect(changes({ amount: text })).toEqual({ problem: expect.stringContaining(problem) as string });
});

test('a choice that is neither yes nor no is refused', () => {
  expect(changes({ urgent: '' })).toEqual({ problem: 'urgent: choose yes or no.' });
  expect(changes({ urgent: 'maybe' })).toEqual({ problem: 'urgent: choose yes or no, not maybe.' });
});

test('keys may be anything, and change nothing but themselves', () => {
  const odd = JSON.parse('{"__proto__": "a", "csrf": "b", "id[]": "c", "": 1, "2": 1, "1": 2}') as object;
  const found = changes({ ['__proto__']: 'x', csrf: 'y', 'id[]': 'z', '': '5', '2': '7' }, odd);
  expect(Object.entries((found as { changes: PlainFields }).changes)).toEqual([
    ['2', 7],
    ['__proto__', 'x'],
    ['csrf', 'y'],
    ['id[]', 'z'],
    ['', 5],
  ]);
});

describe('a form', () => {
  test('has a field for each plain value of an object; the others stay as they are', () => {
    const mixed = { ...STATE, items: [1], nothing: null, nested: { a: 1 } };
    expect(plainFieldsOf(mixed)).toEqual(STATE);
  });

  test.each([
    ['a list', [1, 2]],
    ['a text', 'ACME'],
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['an object without plain values', { items: [1] }],
    ['an object with 21 values', Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, n]))],
  ])('is not made of %s', (_what, value) => {
    expect(plainFieldsOf(value)).toBeUndefined();
  });

  test.each([
    ['a carriage return', 'a\r\nb'],
    ['a character that reverses the text', 'a\u202Eb'],
    ['a lone surrogate', 'a\uD800'],
    ['more than 2,000 characters', 'x'.repeat(2_001)],
  ])('has no field for a text with %s: a browser or a person would change it unawares', (_what, text) => {
    expect(plainFieldsOf({ text, amount: 1 })).toEqual({ amount: 1 });
  });

  test('that is damaged has no fields', () => {
    expect(shownFields(formOf([[SHOWN_FIELDS, '{"a": 1']]))).toBeUndefined();
    expect(shownFields(formOf([]))).toBeUndefined();
    expect(changedFields(formOf([]))).toEqual({ changes: {} });
  });
});
