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

it('has a message in which somebody clicked brought up to date', () => {
  const before = withDelivery(EMPTY, DELIVERY, sent, AT);
  const { messages } = withClickedMessage(before, { channel: 'room', ref: 'C1/1' }, AT);
  expect(messages).toEqual([expect.objectContaining({ id: 'msg_1', status: 'sent', ref: 'C1/1' })]);
  expect(messages[0]).not.toHaveProperty('shows');
});

it('keeps one entry of a message that is clicked in before it is known to have arrived', () => {
  const sending = withDelivery(EMPTY, DELIVERY, { status: 'sending' }, AT);
  const clicked = withClickedMessage(sending, { channel: 'room', ref: 'C1/1' }, AT);
  expect(clicked.messages.map(({ key }) => key)).toEqual(['requested', 'requested']);
  const { messages } = withDelivery(clicked, DELIVERY, sent, AT);
  expect(messages).toEqual([expect.objectContaining({ id: 'msg_1', status: 'sent', ref: 'C1/1' })]);
  // Whatever the click's update has shown, it is brought up to date once more.
  expect(messages[0]).not.toHaveProperty('shows');
});

it('does not take a message for one that another channel calls the same', () => {
  const clicked = withClickedMessage(EMPTY, { channel: 'other', ref: 'C1/1' }, AT);
  const { messages } = withDelivery(clicked, DELIVERY, sent, AT);
  expect(messages).toHaveLength(2);
  expect(messages[1]).toMatchObject({ channel: 'room', shows: 'now' });
});
