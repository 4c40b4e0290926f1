import { activityInfo, Context, log } from '@temporalio/activity';
import { z } from 'zod';
import type { Contact } from '../../contract/config/contacts';
import type { NotificationsConfig } from '../../contract/config/notifications';
import { defined } from '../../contract/defined';
import type { NotificationEvent } from '../../contract/names';
import type { Delivered, Delivery, MessageText, Subject, SubjectRecord } from '../../contract/notification';
import { compose, composeReply } from '../../rules/notifications/compose';
import { isEmergency } from '../../rules/notifications/deliveries';
import { isOutdated, stillMatters } from '../../rules/notifications/events';
import type { Reader } from '../../rules/notifications/reader';
import { shownState } from '../../rules/notifications/wake';
import { isoTime } from '../../rules/text';
import { type Channel, type Message, refusedByChannel, tryAgain } from '../channels/channel';
import { errorText } from '../user-functions';
import { contactOf, quietUntil } from './address-book';
import { countOutcome, linkTo, type NotificationContext } from './context';
import { readSubject } from './read-subject';
import { addToDigest } from './send-digest';

const LAPSED: Delivered = {
  status: 'skipped',
  why: 'no action was needed any more when it could be sent',
};

/**
 * Sends or updates one message with the current state of its subject. A message that no longer matters is not sent.
 *
 * @throws what the channel throws; the activity is then retried, unless the channel refused permanently
 */
export async function deliver(
  context: NotificationContext,
  subject: Subject,
  delivery: Delivery,
): Promise<Delivered> {
  const { channel: name, to, key, updates } = delivery;
  try {
    const delivered = await tryDelivery(context, subject, delivery);
    countOutcome(name, delivered.status);
    return { ...delivered, showsUntil: isoTime(showsUntil(delivered)) };
  } catch (error) {
    countOutcome(name, 'failed');
    log.warn('a notification was not delivered', {
      channel: name,
      subject: subject.id,
      event: 'notification.failed',
      key,
      ...defined({ to, updates }),
      error: error instanceof Error ? error.message : String(error),
    });
    throw error;
  }
}

/** In milliseconds. The attempt reads the subject after it was scheduled. An earlier attempt may have sent a message without `shows`. */
function showsUntil({ ref, shows }: Delivered): number {
  const { scheduledTimestampMs, currentAttemptScheduledTimestampMs } = activityInfo();
  return ref !== undefined && shows === undefined ? scheduledTimestampMs : currentAttemptScheduledTimestampMs;
}

async function tryDelivery(
  context: NotificationContext,
  subject: Subject,
  delivery: Delivery,
): Promise<Delivered> {
  const { channel: name, to, key, updates, repliesTo } = delivery;
  const channel = Object.hasOwn(context.channels, name) ? context.channels[name] : undefined;
  if (channel === undefined) throw refusedByChannel(`the config of this worker has no channel '${name}'`);
  const about = await readSubject(context.records, subject);
  if (about === undefined) return { status: 'skipped', why: 'its request or escalation no longer exists' };
  const isPast = updates === undefined && mayBeDropped(delivery, channel) && isOutdated(about, delivery);
  if (isPast && !mayHaveBeenSent(channel)) return LAPSED;
  const contact = to === undefined ? {} : await contactOf(context.config.contacts, to);
  const address = to === undefined ? undefined : channel.addressOf(contact);
  if (to !== undefined && address === undefined)
    throw refusedByChannel(`channel ${name} has no address for ${to}: add it to contacts`);
  const message = messageOf(context, { subject, delivery, about, reader: contact });
  const shows = shownState(about);
  if (updates !== undefined) {
    await channel.update?.(message, updates);
    return { status: 'sent', ref: updates, shows };
  }
  if (repliesTo !== undefined) {
    if (isPast) return LAPSED;
    await channel.reply?.(message, repliesTo);
    return { status: 'sent' };
  }
  if (isPast) return lapsed(channel, message, address);
  const posted = mayHaveBeenSent(channel) ? await channel.find?.(message, address) : undefined;
  if (posted !== undefined) return { status: 'sent', ref: posted };
  respectQuietHours(context, about, contact, to);
  if (to !== undefined && exceedsRateLimit(context, delivery, about)) {
    const others = otherChannels(context, name, contact);
    await addToDigest(
      { channel: name, to, others },
      { subject, event: delivery.event, key, title: message.title },
    );
    return { status: 'digested' };
  }
  return sendNow(channel, message, address, shows);
}

/** A retry may come hours after the message became due, in the person's quiet hours. */
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

/** Whether an earlier attempt may have sent the message, and the channel can find out. */
function mayHaveBeenSent(channel: Channel): boolean {
  return 'find' in channel && activityInfo().attempt > 1;
}

/** The outcome when a message no longer matters. If an earlier attempt has sent it, it must be updated to lose its buttons. */
async function lapsed(channel: Channel, message: Message, address: string | undefined): Promise<Delivered> {
  const ref = await channel.find?.(message, address);
  return ref === undefined ? LAPSED : { status: 'sent', ref };
}

/** Whether a message is dropped when its event is past. A feed gets every event, but no outdated reminders. */
function mayBeDropped({ event }: Delivery, { audience }: Channel): boolean {
  return audience !== 'feed' || event === 'reminder' || event === 'expiring';
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
  given: { subject: Subject; delivery: Delivery; about: SubjectRecord; reader: Reader },
): Message {
  const { subject, delivery, about, reader } = given;
  const { channel, event, to, id, key, repliesTo } = delivery;
  const text =
    repliesTo === undefined ? compose(about, event, reader, key) : composeReply(about, event, reader, key);
  const names = [channel, config.channels[channel]?.type ?? '', '*'];
  const shown = applyTemplate(config.notifications.templates, names, text, {
    ...about,
    event,
    ...defined({ to }),
  });
  return {
    ...shown,
    ...(!hasAllOf(shown, text) && { lacksContent: true as const }),
    ...(!hasSectionsOf(shown, text) && { lacksEvidence: true as const }),
    id,
    subject,
    event,
    key,
    about,
    isActionable: stillMatters(about, key, to),
    attempt: Context.current().info.attempt,
    ...(adminUrl !== undefined && { link: linkTo(adminUrl, subject) }),
  };
}

/** Whether the text still has everything about the content. Facts are not compared: they are about the deadline and the people. */
function hasAllOf(shown: MessageText, composed: MessageText): boolean {
  const fields = ['title', 'text', 'details'] as const;
  return fields.every((field) => (shown[field] ?? '').includes(composed[field] ?? ''));
}

function hasSectionsOf(shown: MessageText, { sections = [] }: MessageText): boolean {
  return sections.every(({ text }) => shown.sections?.some((each) => each.text.includes(text)));
}

const TextSchema = z
  .strictObject({
    title: z.string().min(1),
    text: z.string(),
    facts: z.array(z.strictObject({ label: z.string(), value: z.string() })).max(50),
    details: z.string(),
    sections: z.array(z.strictObject({ heading: z.string(), text: z.string() })).max(20),
  })
  .partial();

/**
 * The message after the config's template: of the first of these names (channel, type, `*`) that has a template for the event
 * or for `*`. If a template fails, the message is sent without it.
 */
function applyTemplate(
  templates: NotificationsConfig['templates'],
  names: string[],
  message: MessageText,
  about: SubjectRecord & { event: NotificationEvent; to?: string },
): MessageText {
  const template = names
    .flatMap((name) => (Object.hasOwn(templates, name) ? [templates[name]] : []))
    .map((byEvent) => byEvent?.[about.event] ?? byEvent?.['*'])
    .find((found) => found !== undefined);
  if (template === undefined) return message;
  try {
    return { ...message, ...TextSchema.parse(template(structuredClone(message), about)) };
  } catch (error) {
    log.error(
      `the template for ${about.event} failed, so the message was sent without it: ${errorText(error)}`,
    );
    return message;
  }
}
