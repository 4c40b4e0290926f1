import { activityInfo, log } from '@temporalio/activity';
import { EVERYONE } from '../../contract/config/admin';
import type { Config } from '../../contract/config/config';
import { defined } from '../../contract/defined';
import { toMilliseconds } from '../../contract/duration';
import type {
  Delivery,
  DeliveryPlan,
  DeliveryPlanInput,
  Subject,
  SubjectRecord,
} from '../../contract/notification';
import { inBatches } from '../../rules/batches';
import { messageId } from '../../rules/ids';
import {
  type Deliveries,
  dueDeliveries,
  wasNotified,
  type Reach,
} from '../../rules/notifications/deliveries';
import { notificationEvents } from '../../rules/notifications/events';
import { namesIn } from '../../rules/teams';
import { isoTime } from '../../rules/text';
import { resolveTeams } from '../requests/directory';
import { errorText } from '../user-functions';
import { contactOf, quietUntil } from './address-book';
import type { NotificationContext } from './context';
import { readSubject } from './read-subject';

/** If no wake came, a subject is checked again this long after its deadline. */
const RECHECK_AFTER_MS = 60_000;
/** Lookup concurrency. */
const CONCURRENCY = 10;

/**
 * The messages that are due about a subject now, and when to plan again. It depends on the current record, on earlier
 * messages and on the config. This activity sends nothing.
 */
export async function planDeliveries(
  context: NotificationContext,
  input: DeliveryPlanInput,
): Promise<DeliveryPlan> {
  const { subject } = input;
  const now = activityInfo().currentAttemptScheduledTimestampMs;
  const about = await readSubject(context.records, subject);
  if (about === undefined) return { due: [], ended: true, asked: {}, since: input.since ?? isoTime(now) };
  const since = about.kind === 'request' ? about.record.requestedAt : about.record.startedAt;
  // An earlier subject may have had the same id.
  const isSame = input.since === undefined || input.since === since;
  const messages = isSame ? input.messages : [];
  const current = notificationEvents(about, {
    asked: isSame ? input.asked : {},
    notified: [...new Set(messages.flatMap((m) => (m.to && wasNotified(m) ? [m.to] : [])))],
    now,
  });
  const people = [...new Set(current.events.flatMap(({ to, informed = [] }) => [...to, ...informed]))];
  const { reach, retryAt } = await reachOfPeople(
    context,
    await filterReaders(context.config, about, people),
    now,
  );
  const found = dueDeliveries(about, current.events, messages, {
    channels: knownChannels(context),
    reach,
    routes: context.config.notifications.routes,
  });
  const nextAt = Math.min(
    current.nextAt ?? Infinity,
    found.quietUntil ?? Infinity,
    retryAt ?? Infinity,
    nextCheckAt(about, now),
  );
  return {
    due: withIds(context, input.subject, since, found),
    ...(nextAt < Infinity && { nextAt }),
    ended: current.ended && found.quietUntil === undefined && retryAt === undefined,
    asked: current.asked,
    ...(isOpen(about) && { unreachable: found.unreachable }),
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
      ...defined({ shows: delivery.shows }),
    }),
    giveUpAfter: toMilliseconds(config.channels[delivery.channel]?.giveUpAfter ?? '24h'),
  }));
}

function isOpen({ record: { status } }: SubjectRecord): boolean {
  return status === 'pending' || status === 'acknowledged';
}

/** When to check an open subject or claim again after its deadline, in case the wake was lost. */
function nextCheckAt(about: SubjectRecord, now: number): number {
  const deadline = isOpen(about) ? deadlineOf(about) : reportBy(about);
  return deadline === undefined ? Infinity : Math.max(now, Date.parse(deadline)) + RECHECK_AFTER_MS;
}

function deadlineOf(about: SubjectRecord): string | undefined {
  return about.kind === 'request' ? about.record.expiresAt : about.record.dueAt;
}

/** When the outcome of the current claim must be reported. */
function reportBy(about: SubjectRecord): string | undefined {
  const uses = about.kind === 'request' ? about.uses : undefined;
  return uses?.find(({ outcome }) => outcome === undefined)?.reportBy;
}

function knownChannels({ channels }: NotificationContext) {
  return Object.fromEntries(
    Object.entries(channels).map(([name, channel]) => [
      name,
      { audience: channel.audience, canUpdate: 'update' in channel, canReply: 'reply' in channel },
    ]),
  );
}

/** How people can be reached. If the lookup of one person fails, the others do not wait: that person is looked up again in a minute. */
async function reachOfPeople(
  { config, channels }: NotificationContext,
  people: string[],
  now: number,
): Promise<{ reach: Record<string, Reach>; retryAt?: number }> {
  const reach: Record<string, Reach> = {};
  const failed: string[] = [];
  const lookUp = async (person: string) => {
    try {
      const contact = await contactOf(config.contacts, person);
      const quiet = quietUntil(contact.quietHours ?? config.notifications.quietHours, now);
      const able = Object.keys(channels).filter((name) => channels[name]?.addressOf(contact) !== undefined);
      const preferred = contact.channels ?? Object.keys(channels);
      reach[person] = { able, preferred, quietUntil: quiet };
    } catch (error) {
      failed.push(person);
      log.warn('the contacts function failed for a person', { person, error: errorText(error) });
    }
  };
  await inBatches(people, CONCURRENCY, lookUp);
  return { reach, ...(failed.length > 0 && { retryAt: now + RECHECK_AFTER_MS }) };
}

/**
 * The people who may read the subject in the inbox: nobody is notified about a subject that they may not see. Without an admin
 * server in the config everyone may.
 *
 * @throws what the directory throws; the activity is then retried
 */
async function filterReaders(config: Config, about: SubjectRecord, people: string[]): Promise<string[]> {
  const read = config.admin?.access.read;
  if (read === undefined || people.length === 0) return people;
  const teams = await resolveTeams(config.directory, [...new Set([...read.own, ...read.team, ...read.all])]);
  const names = (entries: string[], person: string) =>
    entries.some((entry) => entry === EVERYONE || namesIn(teams, entry).includes(person));
  return people.filter((person) => {
    const isOwn = about.kind === 'request' && about.record.requesterId === person;
    return names(read.all, person) || names(isOwn ? read.own : read.team, person);
  });
}
