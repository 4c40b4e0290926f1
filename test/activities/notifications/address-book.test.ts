import { quietUntil } from '../../../activities/notifications/address-book';
import { QuietHoursSchema } from '../../../contract/config/contacts';

const BERLIN = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
const until = (hours: typeof BERLIN, now: string) => {
  const end = quietUntil(hours, Date.parse(now));
  return end === undefined ? undefined : new Date(end).toISOString();
};

it.each([
  ['before midnight', BERLIN, '2026-11-23T21:30:00Z', '2026-11-24T06:00:00.000Z'],
  ['after midnight', BERLIN, '2026-11-24T02:00:00Z', '2026-11-24T06:00:00.000Z'],
  ['at their first minute', BERLIN, '2026-11-23T21:00:00Z', '2026-11-24T06:00:00.000Z'],
  ['not at their end', BERLIN, '2026-11-24T06:00:00Z', undefined],
  ['not by day', BERLIN, '2026-11-23T12:00:00Z', undefined],
  [
    'within a day',
    { from: '12:00', to: '13:00', timeZone: 'Asia/Kolkata' },
    '2026-11-23T07:00:00Z',
    '2026-11-23T07:30:00.000Z',
  ],
  ['the night that is an hour shorter', BERLIN, '2026-03-28T23:00:00Z', '2026-03-29T05:00:00.000Z'],
  ['the night that is an hour longer', BERLIN, '2026-10-24T22:00:00Z', '2026-10-25T06:00:00.000Z'],
  [
    'until a time that this night does not have',
    { ...BERLIN, to: '02:30' },
    '2026-03-28T23:00:00Z',
    '2026-03-29T01:30:00.000Z',
  ],
])('holds %s', (_, hours, now, expected) => {
  expect(until(hours, now)).toBe(expected);
});

it('refuses quiet hours with the same start and end', () => {
  expect(QuietHoursSchema.safeParse({ ...BERLIN, to: '22:00' }).error?.issues).toMatchObject([
    { path: ['to'], message: "must differ from 'from'" },
  ]);
});
