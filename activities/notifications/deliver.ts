import { activityInfo, Context, log } from '@temporalio/activity';
import { z } from 'zod';
import type { Contact } from '../../contract/config/contacts';
import type { NotificationsConfig } from '../../contract/config/notifications';
import type { Delivered, Delivery, MessageText, Subject, SubjectRecord } from '../../contract/notification';
import { compose } from '../../rules/notifications/compose';
import { isEmergency } from '../../rules/notifications/deliveries';
import { eventNeedsAction, stillMatters } from '../../rules/notifications/events';
import { shownState } from '../../rules/notifications/wake';
import { type Channel, type Message, refusedByChannel, tryAgain } from '../channels/channel';
import { errorText } from '../user-functions';
import { contactOf, quietUntil } from './address-book';
import { countOutcome, linkTo, type NotificationContext } from './context';
import { readSubject } from './read-subject';
import { addToDigest } from './send-digest';
import type { NotificationEvent } from '../../contract/names';

const LAPSED: Delivered = {
  status: 'skipped',
  why: 'there was nothing left to do when it could be sent',
};

/**
 * Sends one message, or brings one up to date, with what its subject is now: what no longer matters is not sent.
 *
 * @throws what the channel throws: the activity is then tried again, unless the channel refused for good
 */
export async function deliver(
  notifying: NotificationContext,
  subject: Subject,
  delivery: Delivery,
): Promise<Delivered> {
  const { channel: name, to, key, updates } = delivery;
  try {
    const delivered = await tryDelivery(notifying, subject, delivery);
    countOutcome(name, delivered.status);
    return delivered;
  } catch (error) {
    countOutcome(name, 'failed');
    log.warn('a notification was not delivered', {
      channel: name,
      subject: subject.id,
      event: key,
      ...(to !== undefined && { to }),
      ...(updates !== undefined && { updates }),
      error: error instanceof Error ? error.message : String(error),
    });
    throw error;
  }
}

async function tryDelivery(
  notifying: NotificationContext,
  subject: Subject,
  delivery: Delivery,
): Promise<Delivered> {
  const { channel: name, to, key, updates } = delivery;
  const channel = Object.hasOwn(notifying.channels, name) ? notifying.channels[name] : undefined;
  if (channel === undefined) throw refusedByChannel(`the config of this worker has no channel '${name}'`);
  const about = await readSubject(notifying.records, subject);
  if (about === undefined) return { status: 'skipped', why: 'what it is about is gone' };
  const isPast = updates === undefined && canLapse(delivery, channel) && !stillMatters(about, key, to);
  if (isPast && !mayHaveBeenSent(channel)) return LAPSED;
  const contact = to === undefined ? {} : await contactOf(notifying.config.contacts, to);
  const address = to === undefined ? undefined : channel.addressOf(contact);
  if (to !== undefined && address === undefined) throw refusedByChannel(`${name} has no address of ${to}`);
  const message = messageOf(notifying, { subject, delivery, about, zone: contact.timeZone });
  const shows = shownState(about);
  if (updates !== undefined) {
    await channel.update?.(message, updates);
    return { status: 'sent', ref: updates, shows };
  }
  if (isPast) return lapsed(channel, message, address);
  const posted = mayHaveBeenSent(channel) ? await channel.find?.(message, address) : undefined;
  if (posted !== undefined) return { status: 'sent', ref: posted };
  respectQuietHours(notifying, about, contact, to);
  if (to !== undefined && exceedsRateLimit(notifying, delivery, about)) {
    const others = otherChannels(notifying, name, contact);
    await addToDigest(
      { channel: name, to, others },
      { subject, event: delivery.event, key, title: message.title },
    );
    return { status: 'digested' };
  }
  return sendNow(channel, message, address, shows);
}

/** An attempt may come in the hours in which the person is left alone, hours after it became due. */
function respectQuietHours(
  { config }: NotificationContext,
  about: SubjectRecord,
  { quietHours }: Contact,
  to: string | undefined,
): void {
  if (to === undefined || isEmergency(about)) return;
  const now = activityInfo().currentAttemptScheduledTimestampMs;
  const until = quietUntil(quietHours ?? config.notifications.quietHours, now);
  if (until !== undefined) throw tryAgain(`${to} has quiet hours`, Math.ceil((until - now) / 1_000));
}

function otherChannels({ channels }: NotificationContext, name: string, contact: Contact): string[] {
  const names = contact.channels ?? Object.keys(channels);
  return names.filter((other) => other !== name && channels[other]?.addressOf(contact) !== undefined);
}

async function sendNow(
  channel: Channel,
  message: Message,
  address: string | undefined,
  shows: string,
): Promise<Delivered> {
  const ref = await channel.send(message, address);
  return { status: 'sent', ...(ref !== undefined && { ref, shows }) };
}

/** Whether an attempt whose answer was lost may have sent it, and the channel can tell. */
function mayHaveBeenSent(channel: Channel): boolean {
  return 'find' in channel && activityInfo().attempt > 1;
}

/** Not sent any more. If it has arrived after all it is brought up to date: else its buttons would stay. */
async function lapsed(channel: Channel, message: Message, address: string | undefined): Promise<Delivered> {
  const ref = await channel.find?.(message, address);
  return ref === undefined ? LAPSED : { status: 'sent', ref };
}

/** Whoever follows everything gets what happened also when it is past, but no reminder of it. */
function canLapse({ event }: Delivery, { audience }: Channel): boolean {
  return audience === 'feed' ? event === 'reminder' || event === 'expiring' : eventNeedsAction(event);
}

function exceedsRateLimit(
  { rateLimit }: NotificationContext,
  { channel, to, id }: Delivery,
  about: SubjectRecord,
): boolean {
  return (
    !isEmergency(about) &&
    !rateLimit.admits(`${channel} ${to}`, id, activityInfo().currentAttemptScheduledTimestampMs)
  );
}

function messageOf(
  { config, adminUrl }: NotificationContext,
  given: { subject: Subject; delivery: Delivery; about: SubjectRecord; zone?: string | undefined },
): Message {
  const { subject, delivery, about, zone } = given;
  const { channel, event, to, id, key } = delivery;
  const text = compose(about, event, zone);
  const names = [channel, config.channels[channel]?.type ?? '', '*'];
  return {
    ...applyTemplate(config.notifications.templates, names, text, {
      ...about,
      event,
      ...(to !== undefined && { to }),
    }),
    id,
    subject,
    event,
    about,
    isCall: stillMatters(about, key, to),
    attempt: Context.current().info.attempt,
    ...(adminUrl !== undefined && { link: linkTo(adminUrl, subject) }),
  };
}

const TextSchema = z
  .strictObject({
    title: z.string().min(1),
    text: z.string(),
    facts: z.array(z.strictObject({ label: z.string(), value: z.string() })).max(50),
    details: z.string(),
  })
  .partial();

/**
 * The message as the config's template has it: the first of these names (of channel, of type, `*`) that has one for the
 * event, or for `*`. A template that fails changes nothing: the message goes out as it is.
 */
function applyTemplate(
  templates: NotificationsConfig['templates'],
  names: string[],
  message: MessageText,
  about: SubjectRecord & { event: NotificationEvent; to?: string },
): MessageText {
  const template = names
    .flatMap((name) => (Object.hasOwn(templates, name) ? [templates[name]] : []))
    .map((byMoment) => byMoment?.[about.event] ?? byMoment?.['*'])
    .find((found) => found !== undefined);
  if (template === undefined) return message;
  try {
    return { ...message, ...TextSchema.parse(template(structuredClone(message), about)) };
  } catch (error) {
    log.error(
      `the template for ${about.event} failed, and the message went out without it: ${errorText(error)}`,
    );
    return message;
  }
}
