import type { Route } from '../../contract/config/notifications';
import { defined } from '../../contract/defined';
import { LIMITS } from '../../contract/limits';
import type { NotificationEvent } from '../../contract/names';
import type { Delivery, NotificationRecord, SubjectRecord } from '../../contract/notification';
import { peopleOfAssignee } from '../escalations/people';
import { matchesAny } from '../glob';
import { peopleOf } from '../requests/people';
import type { CurrentEvent } from './current-event';
import { shownState } from './wake';

/** What the rules need to know about a channel. */
interface KnownChannel {
  audience: 'person' | 'chat' | 'feed';
  canUpdate: boolean;
  canReply?: boolean;
}

/** How a person can be reached. */
export interface Reach {
  /** The channels that have an address of this person. */
  able: string[];
  /** The channels to try, in order, unless a route names others. */
  preferred: string[];
  /** When the person's quiet hours end (milliseconds since 1970). */
  quietUntil?: number;
}

export interface DeliveryOptions {
  channels: Record<string, KnownChannel>;
  reach: Record<string, Reach>;
  routes: Route[];
}

const MAX_UNREACHABLE = 200;

export type DueDelivery = Omit<Delivery, 'id' | 'giveUpAfter'>;

export interface Deliveries {
  due: DueDelivery[];
  /** When the quiet hours end that delay a message. */
  quietUntil?: number;
  unreachable: string[];
}

/**
 * The deliveries that are due now. Each event goes once to each person, by the first channel that has not failed
 * permanently. Messages that show an earlier state are updated.
 */
export function dueDeliveries(
  about: SubjectRecord,
  events: CurrentEvent[],
  messages: NotificationRecord[],
  options: DeliveryOptions,
): Deliveries {
  const found: Deliveries = { due: [], unreachable: [] };
  // A message that must be sent again counts as not sent yet.
  const before = messages.filter(({ again }) => !again);
  for (const event of events) {
    found.due.push(...toSharedChannels(about, event, before, options));
    const reached = event.to.filter((person) => options.reach[person]);
    for (const person of reached.slice(0, LIMITS.listedApprovers))
      toPerson(about, event, person, before, options, found);
    const { key, event: name, informed = [] } = event;
    for (const person of informed.filter((each) => options.reach[each]))
      toPerson(about, { key, event: name, nature: 'info', to: informed }, person, before, options, found);
    if (event.nature !== 'action') continue;
    const others = event.to.filter((person) => !reached.includes(person));
    found.unreachable.push(...others, ...reached.slice(LIMITS.listedApprovers));
  }
  found.unreachable = [...new Set(found.unreachable)].slice(0, MAX_UNREACHABLE);
  found.due.push(...messageUpdates(about, messages, options));
  return found;
}

/** Deliveries to channels with one address for all. */
function toSharedChannels(
  about: SubjectRecord,
  event: CurrentEvent,
  messages: NotificationRecord[],
  options: DeliveryOptions,
): DueDelivery[] {
  const names = routeFor(options.routes, about, event.event) ?? Object.keys(options.channels);
  return names
    .filter((name) => !messages.some((m) => m.key === event.key && m.channel === name && m.to === undefined))
    .flatMap((channel): DueDelivery[] => {
      const due = { key: event.key, event: event.event, channel };
      if (isForChannel(options.channels[channel], channel, event, messages)) return [due];
      const repliesTo = cardToReplyTo(options.channels[channel], channel, event, messages);
      return repliesTo === undefined ? [] : [{ ...due, repliesTo }];
    });
}

/**
 * The card in a chat that news belongs to: the latest. The card itself is updated, too, but of an update nobody is notified. A
 * card that showed the news from the start needs no reply.
 */
function cardToReplyTo(
  channel: KnownChannel | undefined,
  name: string,
  { nature, after }: CurrentEvent,
  messages: NotificationRecord[],
): string | undefined {
  if (channel?.audience !== 'chat' || !channel.canReply || nature !== 'info') return undefined;
  const cards = messages.filter((m) => m.channel === name && m.to === undefined && m.ref !== undefined);
  const card = cards.at(-1);
  return card !== undefined && (after === undefined || wasNotifiedBefore(card, after)) ? card.ref : undefined;
}

function isForChannel(
  channel: KnownChannel | undefined,
  name: string,
  { nature }: CurrentEvent,
  messages: NotificationRecord[],
): boolean {
  if (channel?.audience === 'feed') return true;
  if (channel?.audience !== 'chat' || nature === 'fact') return false;
  if (nature === 'action') return true;
  // News and results go to a chat that was asked, unless the message there can be updated to show them.
  return !channel.canUpdate && messages.some((m) => m.channel === name && m.status === 'sent');
}

function toPerson(
  about: SubjectRecord,
  { key, event, nature, after }: CurrentEvent,
  person: string,
  messages: NotificationRecord[],
  { channels, reach, routes }: DeliveryOptions,
  found: Deliveries,
): void {
  const own = messages.filter((m) => m.to === person);
  const before = own.filter((m) => m.key === key);
  if (before.some(({ status }) => status !== 'failed')) return;
  if (after && !own.some((message) => wasNotifiedBefore(message, after))) return;
  const { able, preferred, quietUntil } = reach[person] ?? { able: [], preferred: [] };
  const names = (routeFor(routes, about, event, person) ?? preferred).filter(
    (name) => channels[name]?.audience === 'person',
  );
  const usable = names.filter((name) => able.includes(name));
  if (nature === 'action' && names.length > 0 && usable.length === 0) found.unreachable.push(person);
  const channel = usable.find((name) => !before.some((m) => m.channel === name));
  if (channel === undefined) return;
  const isRequester = about.kind === 'request' && about.record.requesterId === person;
  // The person's earlier message is updated and shows the result itself.
  if (nature === 'result' && !isRequester && own.some(({ ref }) => ref !== undefined)) return;
  if (quietUntil !== undefined && !isEmergency(about))
    found.quietUntil = Math.min(found.quietUntil ?? Infinity, quietUntil);
  else found.due.push({ key, event, channel, to: person });
}

/** Whether the person has received the message with this key before that time; without a key, any message that does not show what happened then. */
function wasNotifiedBefore(
  message: NotificationRecord,
  { key, at }: NonNullable<CurrentEvent['after']>,
): boolean {
  if (key !== undefined && message.key !== key) return false;
  if (!wasNotified(message)) return false;
  const sentAt = Date.parse(message.sentAt ?? message.at);
  if (key !== undefined || message.showsUntil === undefined) return sentAt < at;
  return Date.parse(message.showsUntil) <= at;
}

/** Whether the person has received the message. */
export function wasNotified({ status }: NotificationRecord): boolean {
  return status === 'sent' || status === 'digested';
}

/** Whether quiet hours and digests do not apply. */
export function isEmergency({ kind, record }: SubjectRecord): boolean {
  return kind === 'escalation' && record.level === 'emergency';
}

function messageUpdates(
  about: SubjectRecord,
  messages: NotificationRecord[],
  { channels }: DeliveryOptions,
): DueDelivery[] {
  const state = shownState(about);
  return messages
    .filter(({ ref, shows, channel }) => ref !== undefined && shows !== state && channels[channel]?.canUpdate)
    .map(({ key, event, channel, to, ref = '' }) => ({
      key,
      event,
      channel,
      updates: ref,
      shows: state,
      ...defined({ to }),
    }));
}

/**
 * The channels for this event: those of the first route that matches, or nothing if none matches.
 *
 * @param person absent for channels with one address for all. Routes for certain people do not apply to those.
 */
export function routeFor(
  routes: Route[],
  about: SubjectRecord,
  event: NotificationEvent,
  person?: string,
): string[] | undefined {
  return routes.find((route) => routeMatches(route, about, event, person))?.channels;
}

function routeMatches(
  route: Route,
  about: SubjectRecord,
  event: NotificationEvent,
  person: string | undefined,
): boolean {
  return (
    (route.events?.includes(event) ?? true) &&
    (route.policies === undefined || matchesPolicies(route.policies, about)) &&
    (route.levels === undefined ||
      (about.kind === 'escalation' && route.levels.includes(about.record.level))) &&
    (route.people === undefined || (person !== undefined && matchesPeople(route.people, about, person)))
  );
}

function matchesPolicies(globs: string[], { kind, record }: SubjectRecord): boolean {
  if (kind !== 'request') return false;
  const names = record.plan?.requirements.map(({ policy }) => policy) ?? [];
  const matched = record.plan?.matched.map(({ policy }) => policy) ?? [];
  return [...names, ...matched].some((name) => matchesAny(globs, name));
}

function matchesPeople(entries: string[], { kind, record }: SubjectRecord, person: string): boolean {
  return entries.some((entry) =>
    (kind === 'request' ? peopleOf(record, entry) : peopleOfAssignee(record, entry)).includes(person),
  );
}
