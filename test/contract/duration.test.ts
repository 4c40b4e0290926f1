import { type Duration, DurationSchema, toMilliseconds } from '../../contract/duration';

test.each<[Duration, number]>([
  ['250ms', 250],
  ['30s', 30_000],
  ['15m', 900_000],
  ['4h', 14_400_000],
  ['1.5 hours', 5_400_000],
  ['3 days', 259_200_000],
  ['1 week', 604_800_000],
  ['2mins', 120_000],
])('%s is %d ms', (duration, milliseconds) => {
  expect(DurationSchema.parse(duration)).toBe(duration);
  expect(toMilliseconds(duration)).toBe(milliseconds);
});

test.each([4, 0, -1])('refuses the bare number %p and says why', (bare) => {
  const message = `a bare number is refused, because it has no unit: write '${bare}s', '${bare}m' or '${bare}h'`;
  expect(DurationSchema.safeParse(bare).error?.issues).toEqual([expect.objectContaining({ message })]);
});

test.each([
  '4',
  '4 H',
  '4h 30m',
  '-4h',
  'h',
  '',
  ' 4h',
  '4  h',
  '4h\n',
  '1e3s',
  'PT4H',
  null,
  undefined,
  {},
  ['4h'],
])('%j is not a duration', (wrong) =>
  expect(DurationSchema.safeParse(wrong).error?.issues).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/such as '15m'/) }),
  ]),
);

test.each([
  ['0s', 'must be longer than 0'],
  ['0.0001ms', 'must be longer than 0'],
  ['3651 days', 'must be at most ten years'],
  ['99999999999 weeks', 'must be at most ten years'],
])('%s %s', (extreme, message) =>
  expect(DurationSchema.safeParse(extreme).error?.issues).toMatchObject([{ message }]),
);

test('toMilliseconds throws for a text that is not a duration', () => {
  expect(() => toMilliseconds('soon' as Duration)).toThrow(RangeError);
});
