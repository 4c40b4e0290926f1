import {
  type BusinessHours,
  duringBusinessHours,
  outsideBusinessHours,
} from '../../activities/business-hours';

const request = { action: 'pay', context: {}, requesterId: 'eve' };
const inside = (hours: BusinessHours, at: string) =>
  duringBusinessHours(hours, () => new Date(at))({}, request);

const berlin = { timeZone: 'Europe/Berlin' };
const everyDay: BusinessHours['days'] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const night: BusinessHours = { ...berlin, from: '22:00', to: '06:00', days: ['fri'] };

test.each<[string, BusinessHours, string, boolean]>([
  ['the first minute', berlin, '2026-01-05T09:00:00+01:00', true],
  ['a minute before', berlin, '2026-01-05T08:59:59+01:00', false],
  ['the last minute', berlin, '2026-01-05T16:59:59+01:00', true],
  ['a minute after', berlin, '2026-01-05T17:00:00+01:00', false],
  ['Saturday', berlin, '2026-01-10T12:00:00+01:00', false],
  ['the hour of the zone, not of the worker', { timeZone: 'Asia/Tokyo' }, '2026-01-05T00:30:00Z', true],
  ['the day of the zone, not of the worker', { timeZone: 'Asia/Tokyo' }, '2026-01-11T23:30:00Z', false],
  [
    'Monday in the zone, Sunday in UTC',
    { timeZone: 'Asia/Tokyo', from: '08:00' },
    '2026-01-11T23:30:00Z',
    true,
  ],
  ['a holiday', { ...berlin, holidays: ['2026-01-06'] }, '2026-01-06T12:00:00+01:00', false],
  ['the day after it', { ...berlin, holidays: ['2026-01-06'] }, '2026-01-07T12:00:00+01:00', true],
  ['the day that clocks go forward', { ...berlin, days: everyDay }, '2026-03-29T07:00:00Z', true],
  ['the same hour a day before', { ...berlin, days: everyDay }, '2026-03-28T07:00:00Z', false],
  ['the day that clocks go back', { ...berlin, days: everyDay }, '2026-10-25T07:59:00Z', false],
  ['an hour later', { ...berlin, days: everyDay }, '2026-10-25T08:00:00Z', true],
  ['over midnight, in the evening', night, '2026-01-09T23:00:00+01:00', true],
  ['over midnight, in the morning after', night, '2026-01-10T05:59:00+01:00', true],
  ['over midnight, when it is over', night, '2026-01-10T06:00:00+01:00', false],
  ['over midnight, the morning before', night, '2026-01-09T05:00:00+01:00', false],
  [
    'over midnight from a holiday',
    { ...night, holidays: ['2026-01-09'] },
    '2026-01-10T05:00:00+01:00',
    false,
  ],
  ['over the midnight that has an hour less', { ...night, days: ['sat'] }, '2026-03-29T05:59:00+02:00', true],
])('%s', (_, hours, at, expected) => {
  expect(inside(hours, at)).toBe(expected);
  expect(outsideBusinessHours(hours, () => new Date(at))({}, request)).toBe(!expected);
});

test.each<[object, RegExp]>([
  [{ timeZone: 'Berlin' }, /timeZone: 'Berlin' is not an IANA time zone: did you mean 'Europe\/Berlin'\?/],
  [{ ...berlin, from: '9:00' }, /from: must be a time such as '09:00'/],
  [{ ...berlin, days: ['monday'] }, /days/],
  [{ ...berlin, holidays: ['2026-02-30'] }, /holidays/],
  [{ ...berlin, until: '18:00' }, /until/],
])('%j is refused when the config is loaded', (hours, message) => {
  expect(() => duringBusinessHours(hours as BusinessHours)).toThrow(message);
});
