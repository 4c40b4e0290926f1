import { useEvents, useText } from '../../../admin/text/use';
import type { RequestView } from '../../../client';
import type { UseRecord } from '../../../contract/use';

const use: UseRecord = {
  requestId: 'request-1',
  claimedBy: 'pay-bot\u202e',
  attemptId: 'try-1',
  contentHash: 'abc',
  claimedAt: '2026-11-30T00:00:00.000Z',
  reportBy: '2026-12-01T00:00:00.000Z',
};
const textOf = (more: Partial<UseRecord> | undefined, view: Partial<RequestView> = {}) =>
  useText(
    {
      kind: 'approval',
      status: 'approved',
      ...(more && { use: { ...use, ...more } }),
      ...view,
    } as RequestView,
    (iso) => iso.slice(0, 10),
  );

const cases: [string | undefined, Partial<UseRecord> | undefined, Partial<RequestView>?][] = [
  ['Not claimed yet', undefined],
  [
    'Not claimed yet; it can be claimed until 2026-12-02',
    undefined,
    {
      end: { status: 'approved', at: '2026-11-30T12:00:00.000Z', by: 'people' },
      plan: { useWithin: 48 * 3_600_000 } as RequestView['plan'],
    },
  ],
  [undefined, undefined, { status: 'pending' }],
  [undefined, undefined, { unknown: ['use'] }],
  [undefined, undefined, { kind: 'confirmation' }],
  ['Claimed by pay-bot⟨U+202E⟩ at 2026-11-30, outcome not reported yet (due at 2026-12-01)', {}],
  [
    'Used by pay-bot⟨U+202E⟩ at 2026-11-30: committed (transfer-17)',
    { outcome: 'committed', reference: 'transfer-17' },
  ],
  ['Used by pay-bot⟨U+202E⟩ at 2026-11-30: failed: no funds', { outcome: 'failed', detail: 'no funds' }],
  ['Not used: the claim by pay-bot⟨U+202E⟩ at 2026-11-30 was released', { outcome: 'not_started' }],
  [
    'Claimed by pay-bot⟨U+202E⟩ at 2026-11-30, outcome unknown: cancelled',
    { outcome: 'unknown', detail: 'cancelled' },
  ],
];

test('the text says what is known of the use', () => {
  for (const [text, more, view] of cases) expect(textOf(more, view)).toBe(text);
});

test('the timeline has the claim and its outcome', () => {
  const eventsOf = (more?: Partial<UseRecord>) =>
    useEvents((more ? { use: { ...use, ...more } } : {}) as RequestView).map(
      ({ at, what }) => `${at} ${what}`,
    );
  const claimed = '2026-11-30T00:00:00.000Z claimed by pay-bot⟨U+202E⟩';
  const reportedAt = '2026-11-30T01:00:00.000Z';
  expect(eventsOf()).toEqual([]);
  expect(eventsOf({})).toEqual([claimed]);
  expect(eventsOf({ outcome: 'committed', reference: 'tr-17\u202e', detail: 'paid', reportedAt })).toEqual([
    claimed,
    `${reportedAt} pay-bot⟨U+202E⟩ reported committed (tr-17⟨U+202E⟩): paid`,
  ]);
  expect(eventsOf({ outcome: 'not_started', reportedAt })).toEqual([
    claimed,
    `${reportedAt} pay-bot⟨U+202E⟩ reported not started`,
  ]);
  expect(eventsOf({ outcome: 'unknown', detail: 'cancelled', reportedAt })).toEqual([
    claimed,
    `${reportedAt} outcome unknown, so the action may have been done: cancelled`,
  ]);
});

test('the timeline has every claim: a released one comes before the claim of the next claimer', () => {
  const released: UseRecord = {
    ...use,
    claimedBy: 'first-bot',
    outcome: 'not_started',
    detail: 'no network',
    reportedAt: '2026-11-29T22:00:00.000Z',
  };
  const view = { use, earlierUses: [released] } as unknown as RequestView;
  expect(useEvents(view).map(({ what }) => what)).toEqual([
    'claimed by first-bot',
    'first-bot reported not started: no network',
    'claimed by pay-bot⟨U+202E⟩',
  ]);
});
