import { JsonPointerSchema, pointerKeys, valueAtPointer } from '../../contract/json-pointer';

const problemsOf = (pointer: unknown) =>
  (JsonPointerSchema.safeParse(pointer).error?.issues ?? []).map(({ message }) => message);

test.each(['/amount', '/items/0/price', '/a~1b', '/m~0n', '/', '/ spaced', '/~01'])(
  '%j is a pointer',
  (pointer) => {
    expect(problemsOf(pointer)).toEqual([]);
  },
);

test.each([
  ['amount', "'amount' is not a JSON Pointer: it must begin with '/', such as \"/amount\""],
  ['', "'' is not a JSON Pointer: it must begin with '/', such as \"/\""],
  ['$.amount', "'$.amount' is not a JSON Pointer: it must begin with '/', such as \"/$.amount\""],
  [
    '/a~b',
    "'/a~b' is not a JSON Pointer: after '~' there must be 0 or 1. Write ~0 for '~' and ~1 for '/' in a key",
  ],
  [
    '/a~',
    "'/a~' is not a JSON Pointer: after '~' there must be 0 or 1. Write ~0 for '~' and ~1 for '/' in a key",
  ],
  [`/${'x'.repeat(200)}`, 'is longer than 200 bytes'],
])('%j is not a pointer', (pointer, problem) => {
  expect(problemsOf(pointer)).toEqual([problem]);
});

test('keys are unescaped once, in the order of RFC 6901', () => {
  expect(pointerKeys('/a~1b/m~0n/~01/0/')).toEqual(['a/b', 'm~n', '~1', '0', '']);
});

const document = { amount: 0, to: null, 'a/b': { 'm~n': [10, { '': 'x' }] }, list: ['a'] };

test.each([
  ['/amount', 0],
  ['/to', null],
  ['/a~1b/m~0n/0', 10],
  ['/a~1b/m~0n/1/', 'x'],
  ['/list/0', 'a'],
])('%s leads to its value', (pointer, value) => {
  expect(valueAtPointer(document, pointer)).toBe(value);
});

test.each([
  '/absent',
  '/amount/0',
  '/to/x',
  '/list/length',
  '/list/01',
  '/list/-',
  '/list/1',
  '/toString',
  '/__proto__',
])('%s leads to nothing', (pointer) => {
  expect(valueAtPointer(document, pointer)).toBeUndefined();
});
