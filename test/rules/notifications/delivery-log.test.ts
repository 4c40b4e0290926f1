import type { Delivery, NotificationsRecord } from '../../../contract/notification';
import { withDelivery, withClickedMessage } from '../../../rules/notifications/delivery-log';

const AT = '2026-01-01T00:00:00.000Z';
const EMPTY: NotificationsRecord = {
  subject: { kind: 'request', id: 'r1' },
  messages: [],
  asked: {},
  unreachable: [],
};
const DELIVERY: Delivery = {
  id: 'msg_1',
  key: 'requested',
  event: 'requested',
  channel: 'room',
  giveUpAfter: 1,
};
const sent = { status: 'sent', ref: 'C1/1', shows: 'now' } as const;

it('updates a message in which a person clicked', () => {
  const before = withDelivery(EMPTY, DELIVERY, sent, AT);
  const { messages } = withClickedMessage(before, { channel: 'room', ref: 'C1/1' }, AT);
  expect(messages).toEqual([expect.objectContaining({ id: 'msg_1', status: 'sent', ref: 'C1/1' })]);
  expect(messages[0]).not.toHaveProperty('shows');
});

it('keeps one entry for a message with a click before its arrival is known', () => {
  const sending = withDelivery(EMPTY, DELIVERY, { status: 'sending' }, AT);
  const clicked = withClickedMessage(sending, { channel: 'room', ref: 'C1/1' }, AT);
  expect(clicked.messages.map(({ key }) => key)).toEqual(['requested', 'requested']);
  const { messages } = withDelivery(clicked, DELIVERY, sent, AT);
  expect(messages).toEqual([expect.objectContaining({ id: 'msg_1', status: 'sent', ref: 'C1/1' })]);
  // It is updated once more, whatever the update after the click has shown.
  expect(messages[0]).not.toHaveProperty('shows');
});

it('keeps messages of two channels apart, even with the same reference', () => {
  const clicked = withClickedMessage(EMPTY, { channel: 'other', ref: 'C1/1' }, AT);
  const { messages } = withDelivery(clicked, DELIVERY, sent, AT);
  expect(messages).toHaveLength(2);
  expect(messages[1]).toMatchObject({ channel: 'room', shows: 'now' });
});

it('keeps the time at which an updated message was first sent', () => {
  const before = withDelivery(EMPTY, DELIVERY, sent, AT);
  const update = { ...DELIVERY, updates: 'C1/1', shows: 'later' };
  const first = withDelivery(before, update, { ...sent, shows: 'later' }, '2026-01-02T00:00:00.000Z');
  const second = withDelivery(first, update, { ...sent, shows: 'later' }, '2026-01-03T00:00:00.000Z');
  expect(second.messages).toMatchObject([{ at: '2026-01-03T00:00:00.000Z', sentAt: AT }]);
});
