import { activityInfo, log } from '@temporalio/activity';
import { toMilliseconds } from '../../contract/duration';
import type { Delivery, Look, LookInput, Subject, SubjectRecord } from '../../contract/notification';
import { type Deliveries, deliveries, isHeard, type Reach } from '../../rules/notifications/deliveries';
import { messageId } from '../../rules/notifications/message-id';
import { momentsOf } from '../../rules/notifications/moments-of';
import { isoTime } from '../../rules/time';
import { describe } from '../condition';
import { contactOf } from './contact-of';
import type { Notifying } from './context';
import { whoMayRead } from './may-read';
import { quietUntil } from './quiet-hours';
import { readSubject } from './read-subject';

/** A subject that nobody poked about is looked at again so long after it should have moved. */
const AFTER_MS = 60_000;
/** So many people are looked up at a time. */
const AT_ONCE = 10;

/**
 * What is to be sent about a subject now, and when to look again: from how it stands, what was sent before, and the config.
 * Nothing is sent here.
 */
export async function lookAround(notifying: Notifying, input: LookInput): Promise<Look> {
  const { subject } = input;
  const now = activityInfo().currentAttemptScheduledTimestampMs;
  const about = await readSubject(notifying.records, subject);
  if (about === undefined)
    return { due: [], ended: true, asked: {}, unreachable: [], since: input.since ?? isoTime(now) };
  const since = about.kind === 'request' ? about.record.requestedAt : about.record.startedAt;
  // Before this subject another may have had its id.
  const isSame = input.since === undefined || input.since === since;
  const told = isSame ? input.messages : [];
  const seen = momentsOf(about, {
    asked: isSame ? input.asked : {},
    told: [...new Set(told.flatMap((m) => (m.to && isHeard(m) ? [m.to] : [])))],
    now,
  });
  const people = [...new Set(seen.moments.flatMap(({ to }) => to))];
  const { reach, retryAt } = await reachOf(notifying, await whoMayRead(notifying.config, about, people), now);
  const found = deliveries(about, seen.moments, told, {
    channels: knownChannels(notifying),
    reach,
    routes: notifying.config.notifications.routes,
  });
  const nextAt = Math.min(
    seen.nextAt ?? Infinity,
    found.quietUntil ?? Infinity,
    retryAt ?? Infinity,
    movesBy(about, now),
  );
  return {
    due: withIds(notifying, input.subject, since, found),
    ...(nextAt < Infinity && { nextAt }),
    ended: seen.ended && found.quietUntil === undefined && retryAt === undefined,
    asked: seen.asked,
    unreachable: found.unreachable,
    since,
  };
}

function withIds({ config }: Notifying, subject: Subject, since: string, { due }: Deliveries): Delivery[] {
  return due.map((delivery) => ({
    ...delivery,
    id: messageId(subject, delivery.key, {
      since,
      channel: delivery.channel,
      to: delivery.to,
      ...(delivery.shows !== undefined && { shows: delivery.shows }),
    }),
    giveUpAfter: toMilliseconds(config.channels[delivery.channel]?.giveUpAfter ?? '24h'),
  }));
}

/** When an open subject will have moved by its own clock: it is looked at even if whoever should poke could not. */
function movesBy(about: SubjectRecord, now: number): number {
  const { status } = about.record;
  const isOpen = status === 'pending' || status === 'acknowledged';
  const at = about.kind === 'request' ? about.record.expiresAt : about.record.dueAt;
  return isOpen && at !== undefined ? Math.max(now, Date.parse(at)) + AFTER_MS : Infinity;
}

function knownChannels({ channels }: Notifying) {
  return Object.fromEntries(
    Object.entries(channels).map(([name, channel]) => [
      name,
      { audience: channel.audience, canUpdate: 'update' in channel },
    ]),
  );
}

/** Of whom the address book fails nobody else must wait for: they are asked about again in a minute. */
async function reachOf(
  { config, channels }: Notifying,
  people: string[],
  now: number,
): Promise<{ reach: Record<string, Reach>; retryAt?: number }> {
  const reach: Record<string, Reach> = {};
  const failed: string[] = [];
  const ask = async (person: string) => {
    try {
      const contact = await contactOf(config.contacts, person);
      const quiet = quietUntil(contact.quietHours ?? config.notifications.quietHours, now);
      const able = Object.keys(channels).filter((name) => channels[name]?.addressOf(contact) !== undefined);
      const preferred = contact.channels ?? Object.keys(channels);
      reach[person] = { able, preferred, ...(quiet !== undefined && { quietUntil: quiet }) };
    } catch (error) {
      failed.push(person);
      log.warn('the address book fails for a person', { person, error: describe(error) });
    }
  };
  for (let from = 0; from < people.length; from += AT_ONCE)
    await Promise.all(people.slice(from, from + AT_ONCE).map(ask));
  return { reach, ...(failed.length > 0 && { retryAt: now + AFTER_MS }) };
}
