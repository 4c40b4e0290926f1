import type {
  Delivered,
  Delivery,
  NotificationRecord,
  NotificationsRecord,
  PokeMessage,
} from '../../contract/notification';

/** Past so many messages the oldest that nobody needs any more are forgotten: those of reminders long past. */
const MOST_MESSAGES = 1_000;
const MOST_REMINDER_CARDS = 3;

/** What became of a delivery, or that it is on its way. */
export type Outcome = Omit<Delivered, 'status'> & Pick<NotificationRecord, 'status'>;

/** Messages of one lane go one after the other. */
export function laneOf({ channel, to }: Pick<Delivery, 'channel' | 'to'>): string {
  return `${channel}\n${to ?? ''}`;
}

/** The record with what became of a delivery. A message that could not be brought up to date was sent nevertheless. */
export function recorded(
  record: NotificationsRecord,
  delivery: Delivery,
  outcome: Outcome,
  at: string,
): NotificationsRecord {
  const { id, key, moment, channel, to, updates } = delivery;
  const { messages } = record;
  if (updates !== undefined)
    return {
      ...record,
      messages: messages.map((m) =>
        m.ref === updates && m.channel === channel ? broughtUpToDate(m, delivery, outcome, at) : m,
      ),
    };
  const { status, ref, shows, why } = outcome;
  // Somebody clicked in it before it was known to have arrived.
  const isClicked = (m: NotificationRecord) => ref !== undefined && m.ref === ref && m.channel === channel;
  const message: NotificationRecord = {
    id,
    key,
    moment,
    channel,
    ...(to !== undefined && { to }),
    at,
    status,
    ...(ref !== undefined && { ref }),
    ...(shows !== undefined && !messages.some(isClicked) && { shows }),
    ...(why !== undefined && { why }),
  };
  const others = messages.filter((m) => m.id !== id && !isClicked(m));
  return { ...record, messages: bounded([...others, message]) };
}

function broughtUpToDate(
  message: NotificationRecord,
  { shows: wanted }: Delivery,
  { status, shows, why }: Outcome,
  at: string,
): NotificationRecord {
  const { why: _, ...rest } = message;
  const now = shows ?? (status === 'failed' ? wanted : message.shows);
  return {
    ...rest,
    at,
    ...(now !== undefined && { shows: now }),
    ...(why !== undefined && { why: `could not be brought up to date: ${why}` }),
  };
}

/** With the message in which somebody clicked: as one that shows nothing of what is now. */
export function refreshed(
  record: NotificationsRecord,
  { channel, to, ref }: NonNullable<PokeMessage['refresh']>,
  at: string,
): NotificationsRecord {
  const known = record.messages.find((m) => m.channel === channel && m.ref === ref);
  // A message may be clicked in before it is known to have arrived.
  const lane = laneOf({ channel, ...(to !== undefined && { to }) });
  const sending = record.messages.find((m) => m.status === 'sending' && laneOf(m) === lane);
  const message: NotificationRecord = known ?? {
    id: `refresh-${ref}`,
    key: sending?.key ?? `refresh-${ref}`,
    moment: sending?.moment ?? 'requested',
    channel,
    ...(to !== undefined && { to }),
    at,
    status: 'sent',
    ref,
  };
  const { shows: _, ...unseen } = message;
  return { ...record, messages: bounded([...record.messages.filter((m) => m !== known), unseen]) };
}

/** With those marked that are to be sent again: they are due anew, under the same ids. */
export function redelivered(
  record: NotificationsRecord,
  { channel, ids }: NonNullable<PokeMessage['redeliver']>,
): NotificationsRecord {
  const again = ({ id, status, channel: of }: NotificationRecord) =>
    of === channel && (ids === undefined ? status === 'failed' : ids.includes(id));
  const messages = record.messages.map((m) =>
    again(m) && m.status !== 'sending' ? { ...m, again: true as const } : m,
  );
  return { ...record, messages };
}

/** With a message that a digest held and no channel took. */
export function undelivered(
  record: NotificationsRecord,
  { key, channel, to }: NonNullable<PokeMessage['undelivered']>,
): NotificationsRecord {
  const messages = record.messages.map((m) =>
    m.key === key && m.channel === channel && m.to === to && m.status === 'digested'
      ? { ...m, status: 'failed' as const, why: 'no channel took the message that gathered it' }
      : m,
  );
  return { ...record, messages };
}

function bounded(all: NotificationRecord[]): NotificationRecord[] {
  const messages = withoutOldCards(all);
  const excess = messages.length - MOST_MESSAGES;
  if (excess <= 0) return messages;
  const spare = messages.filter(
    ({ ref, status, moment }) => !ref && status !== 'sending' && moment === 'reminder',
  );
  const dropped = new Set(spare.slice(0, excess));
  return messages.filter((m) => !dropped.has(m));
}

/** Of the reminders of one lane the latest few are brought up to date: to do so with hundreds would be all that is done. */
function withoutOldCards(messages: NotificationRecord[]): NotificationRecord[] {
  const newest = messages.at(-1);
  if (newest?.ref === undefined || newest.moment !== 'reminder') return messages;
  const own = messages.filter(
    (m) => m.moment === 'reminder' && m.ref !== undefined && laneOf(m) === laneOf(newest),
  );
  const old = new Set(own.slice(0, -MOST_REMINDER_CARDS));
  return messages.map((m) => {
    if (!old.has(m)) return m;
    const { ref: _, ...card } = m;
    return card;
  });
}
