import { activityInfo, log } from '@temporalio/activity';
import { EVERYONE } from '../../contract/config/admin';
import type { Config } from '../../contract/config/config';
import { toMilliseconds } from '../../contract/duration';
import type {
  Delivery,
  DeliveryPlan,
  DeliveryPlanInput,
  Subject,
  SubjectRecord,
} from '../../contract/notification';
import { messageId } from '../../rules/ids';
import {
  type Deliveries,
  dueDeliveries,
  wasNotified,
  type Reach,
} from '../../rules/notifications/deliveries';
import { notificationEvents } from '../../rules/notifications/events';
import { isoTime } from '../../rules/text';
import { resolveTeams } from '../requests/directory';
import { errorText } from '../user-functions';
import { contactOf, quietUntil } from './address-book';
import type { NotificationContext } from './context';
import { readSubject } from './read-subject';

/** A subject that nobody woken about is looked at again so long after it should have moved. */
const RECHECK_AFTER_MS = 60_000;
/** So many people are looked up at a time. */
const CONCURRENCY = 10;

/**
 * What is to be sent about a subject now, and when to look again: from how it stands, what was sent before, and the config.
 * Nothing is sent here.
 */
export async function planDeliveries(
  notifying: NotificationContext,
  input: DeliveryPlanInput,
): Promise<DeliveryPlan> {
  const { subject } = input;
  const now = activityInfo().currentAttemptScheduledTimestampMs;
  const about = await readSubject(notifying.records, subject);
  if (about === undefined)
    return { due: [], ended: true, asked: {}, unreachable: [], since: input.since ?? isoTime(now) };
  const since = about.kind === 'request' ? about.record.requestedAt : about.record.startedAt;
  // Before this subject another may have had its id.
  const isSame = input.since === undefined || input.since === since;
  const told = isSame ? input.messages : [];
  const seen = notificationEvents(about, {
    asked: isSame ? input.asked : {},
    told: [...new Set(told.flatMap((m) => (m.to && wasNotified(m) ? [m.to] : [])))],
    now,
  });
  const people = [...new Set(seen.events.flatMap(({ to }) => to))];
  const { reach, retryAt } = await reachOfPeople(
    notifying,
    await filterReaders(notifying.config, about, people),
    now,
  );
  const found = dueDeliveries(about, seen.events, told, {
    channels: knownChannels(notifying),
    reach,
    routes: notifying.config.notifications.routes,
  });
  const nextAt = Math.min(
    seen.nextAt ?? Infinity,
    found.quietUntil ?? Infinity,
    retryAt ?? Infinity,
    nextCheckAt(about, now),
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

function withIds(
  { config }: NotificationContext,
  subject: Subject,
  since: string,
  { due }: Deliveries,
): Delivery[] {
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

/** When an open subject will have moved by its own clock: it is looked at even if whoever should wake could not. */
function nextCheckAt(about: SubjectRecord, now: number): number {
  const { status } = about.record;
  const isOpen = status === 'pending' || status === 'acknowledged';
  const at = about.kind === 'request' ? about.record.expiresAt : about.record.dueAt;
  return isOpen && at !== undefined ? Math.max(now, Date.parse(at)) + RECHECK_AFTER_MS : Infinity;
}

function knownChannels({ channels }: NotificationContext) {
  return Object.fromEntries(
    Object.entries(channels).map(([name, channel]) => [
      name,
      { audience: channel.audience, canUpdate: 'update' in channel },
    ]),
  );
}

/** Of whom the address book fails nobody else must wait for: they are asked about again in a minute. */
async function reachOfPeople(
  { config, channels }: NotificationContext,
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
      log.warn('the address book fails for a person', { person, error: errorText(error) });
    }
  };
  for (let from = 0; from < people.length; from += CONCURRENCY)
    await Promise.all(people.slice(from, from + CONCURRENCY).map(ask));
  return { reach, ...(failed.length > 0 && { retryAt: now + RECHECK_AFTER_MS }) };
}

/**
 * Those of these people who may read the subject in the inbox, so that nobody hears of what they may not see. Where the config
 * has no admin server, nothing says who may not.
 *
 * @throws what the directory throws: the activity is then tried again
 */
async function filterReaders(config: Config, about: SubjectRecord, people: string[]): Promise<string[]> {
  const read = config.admin?.access.read;
  if (read === undefined || people.length === 0) return people;
  const teams = await resolveTeams(config.directory, [...new Set([...read.own, ...read.team, ...read.all])]);
  const names = (entries: string[], person: string) =>
    entries.some(
      (entry) =>
        entry === EVERYONE ||
        (Object.hasOwn(teams, entry) ? teams[entry]?.includes(person) : entry === person),
    );
  return people.filter((person) => {
    const isOwn = about.kind === 'request' && about.record.requesterId === person;
    return names(read.all, person) || names(isOwn ? read.own : read.team, person);
  });
}
