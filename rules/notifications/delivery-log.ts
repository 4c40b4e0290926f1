import { defined } from '../../contract/defined';
import type {
  Delivered,
  Delivery,
  NotificationRecord,
  NotificationsRecord,
  WakeMessage,
} from '../../contract/notification';
import { escapeMarkdown as md } from '../text';

/** Above this limit the oldest reminders are dropped, which nobody needs any more. */
const MAX_MESSAGES = 1_000;
const MAX_REMINDER_CARDS = 3;

/** The outcome of a delivery, or `sending`. */
export type DeliveryOutcome = Omit<Delivered, 'status'> & Pick<NotificationRecord, 'status'>;

/** The lane of a message. Messages of one lane are sent one after the other. */
export function laneOf({ channel, to }: Pick<Delivery, 'channel' | 'to'>): string {
  return `${channel}\n${to ?? ''}`;
}

/** The record with the outcome of a delivery. A message whose update failed still counts as sent. */
export function withDelivery(
  record: NotificationsRecord,
  delivery: Delivery,
  outcome: DeliveryOutcome,
  at: string,
): NotificationsRecord {
  const { id, key, event, channel, to, updates } = delivery;
  const { messages } = record;
  if (updates !== undefined)
    return {
      ...record,
      messages: messages.map((m) =>
        m.ref === updates && m.channel === channel ? updatedMessage(m, delivery, outcome, at) : m,
      ),
    };
  const { status, ref, shows, why, showsUntil } = outcome;
  // A person may click in a message before the worker knows that it has arrived.
  const isClicked = (m: NotificationRecord) => ref !== undefined && m.ref === ref && m.channel === channel;
  const message: NotificationRecord = {
    id,
    key,
    event,
    channel,
    ...defined({ to }),
    at,
    status,
    ...defined({ ref }),
    ...(shows !== undefined && !messages.some(isClicked) && { shows }),
    ...defined({ why, showsUntil }),
  };
  const others = messages.filter((m) => m.id !== id && !isClicked(m));
  return { ...record, messages: boundedMessages([...others, message]) };
}

function updatedMessage(
  message: NotificationRecord,
  { shows: wanted }: Delivery,
  { status, shows, why }: DeliveryOutcome,
  at: string,
): NotificationRecord {
  const { why: _, ...rest } = message;
  const now = shows ?? (status === 'failed' ? wanted : message.shows);
  return {
    ...rest,
    at,
    sentAt: message.sentAt ?? message.at,
    ...defined({ shows: now }),
    ...(why !== undefined && { why: `could not be updated: ${why}` }),
  };
}

/** The record with the message in which a person clicked, marked as outdated so that it is updated. */
export function withClickedMessage(
  record: NotificationsRecord,
  { channel, to, ref }: NonNullable<WakeMessage['refresh']>,
  at: string,
): NotificationsRecord {
  const known = record.messages.find((m) => m.channel === channel && m.ref === ref);
  // A person may click in a message before the worker knows that it has arrived.
  const lane = laneOf({ channel, to });
  const sending = record.messages.find((m) => m.status === 'sending' && laneOf(m) === lane);
  const message: NotificationRecord = known ?? {
    id: `refresh-${ref}`,
    key: sending?.key ?? `refresh-${ref}`,
    event: sending?.event ?? 'requested',
    channel,
    ...defined({ to }),
    at,
    status: 'sent',
    ref,
  };
  const { shows: _, ...unseen } = message;
  return { ...record, messages: boundedMessages([...record.messages.filter((m) => m !== known), unseen]) };
}

/** The record with messages marked to be sent again. They are due again under the same ids. */
export function withRedelivery(
  record: NotificationsRecord,
  { channel, ids }: NonNullable<WakeMessage['redeliver']>,
): NotificationsRecord {
  const again = ({ id, status, channel: of }: NotificationRecord) =>
    of === channel && (ids === undefined ? status === 'failed' : ids.includes(id));
  const messages = record.messages.map((m) =>
    again(m) && m.status !== 'sending' ? { ...m, again: true as const } : m,
  );
  return { ...record, messages };
}

/** The record after no channel accepted the digest that contained this message. */
export function withUndelivered(
  record: NotificationsRecord,
  { key, channel, to }: NonNullable<WakeMessage['undelivered']>,
): NotificationsRecord {
  const messages = record.messages.map((m) =>
    m.key === key && m.channel === channel && m.to === to && m.status === 'digested'
      ? { ...m, status: 'failed' as const, why: 'no channel accepted the digest with this message' }
      : m,
  );
  return { ...record, messages };
}

function boundedMessages(all: NotificationRecord[]): NotificationRecord[] {
  const messages = withoutOldCards(all);
  const excess = messages.length - MAX_MESSAGES;
  if (excess <= 0) return messages;
  const spare = messages.filter(
    ({ ref, status, event }) => !ref && status !== 'sending' && event === 'reminder',
  );
  const dropped = new Set(spare.slice(0, excess));
  return messages.filter((m) => !dropped.has(m));
}

/** In one lane only the latest few reminders are updated: with hundreds, updating would take all the time. */
function withoutOldCards(messages: NotificationRecord[]): NotificationRecord[] {
  const newest = messages.at(-1);
  if (newest?.ref === undefined || newest.event !== 'reminder') return messages;
  const own = messages.filter(
    (m) => m.event === 'reminder' && m.ref !== undefined && laneOf(m) === laneOf(newest),
  );
  const old = new Set(own.slice(0, -MAX_REMINDER_CARDS));
  return messages.map((m) => {
    if (!old.has(m)) return m;
    const { ref: _, ...card } = m;
    return card;
  });
}

/** Whether a person or a channel did not receive a message because every possible channel failed permanently. */
export function isFailing({ messages }: NotificationsRecord): boolean {
  return messages.some(
    (m) =>
      m.status === 'failed' &&
      !messages.some(
        (other) =>
          other.key === m.key &&
          other.to === m.to &&
          (m.to !== undefined || other.channel === m.channel) &&
          other.status !== 'failed',
      ),
  );
}

const MAX_SHOWN = 50;

/** The messages as Markdown for the Temporal UI, newest first. */
export function describeNotifications({ messages, unreachable, subject }: NotificationsRecord): string {
  const lines = messages.slice(-MAX_SHOWN).reverse().map(describeMessage);
  return [
    `## Notifications about ${md(subject.id)}`,
    '',
    ...(lines.length === 0 ? ['Nobody has been notified yet.'] : lines),
    ...(unreachable.length === 0
      ? []
      : [
          '',
          `Not notified, because they have no address or no permission to read it: ${unreachable.slice(0, MAX_SHOWN).map(md).join(', ')}`,
        ]),
  ].join('\n');
}

function describeMessage({ at, event, channel, to, status, why }: NotificationRecord): string {
  const recipient = to === undefined ? '' : ` to **${md(to)}**`;
  return `- ${at} ${event} by ${md(channel)}${recipient}: **${status}**${why === undefined ? '' : ` (${md(why)})`}`;
}
