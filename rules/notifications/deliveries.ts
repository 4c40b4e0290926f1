import type { Route } from '../../contract/config/notifications';
import { LIMITS } from '../../contract/limits';
import type { Delivery, NotificationRecord, SubjectRecord } from '../../contract/notification';
import { peopleOfAssignee } from '../escalations/people';
import { matchesAny } from '../glob';
import { peopleOf } from '../requests/people';
import type { CurrentEvent } from './events';
import { shownState } from './wake';
import type { NotificationEvent } from '../../contract/names';

/** A channel as far as the rules know it. */
interface KnownChannel {
  audience: 'person' | 'chat' | 'feed';
  canUpdate: boolean;
}

/** By what a person is reached. */
export interface Reach {
  /** The channels that have an address of this person. */
  able: string[];
  /** The channels to try, in order, where no route says so. */
  preferred: string[];
  /** The person is left alone until then (milliseconds since 1970). */
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
  /** When quiet hours that hold something back end. */
  quietUntil?: number;
  unreachable: string[];
}

/**
 * What is to be sent now: each event once to each, by the first channel that has not failed for good; and messages that
 * show an earlier state, brought up to date.
 */
export function dueDeliveries(
  about: SubjectRecord,
  events: CurrentEvent[],
  told: NotificationRecord[],
  ways: DeliveryOptions,
): Deliveries {
  const found: Deliveries = { due: [], unreachable: [] };
  // What is to be sent again counts as not sent yet.
  const before = told.filter(({ again }) => !again);
  for (const event of events) {
    found.due.push(...toSharedChannels(about, event, before, ways));
    const reached = event.to.filter((person) => ways.reach[person]);
    for (const person of reached.slice(0, LIMITS.listedApprovers))
      toPerson(about, event, person, before, ways, found);
    if (event.nature !== 'call') continue;
    const others = event.to.filter((person) => !reached.includes(person));
    found.unreachable.push(...others, ...reached.slice(LIMITS.listedApprovers));
  }
  found.unreachable = [...new Set(found.unreachable)].slice(0, MAX_UNREACHABLE);
  found.due.push(...messageUpdates(about, told, ways));
  return found;
}

/** By channels with one address for all. */
function toSharedChannels(
  about: SubjectRecord,
  event: CurrentEvent,
  told: NotificationRecord[],
  ways: DeliveryOptions,
): DueDelivery[] {
  const names = routeFor(ways.routes, about, event.event) ?? Object.keys(ways.channels);
  return names
    .filter((name) => isForChannel(ways.channels[name], name, event, told))
    .filter((name) => !told.some((m) => m.key === event.key && m.channel === name && m.to === undefined))
    .map((channel) => ({ key: event.key, event: event.event, channel }));
}

function isForChannel(
  channel: KnownChannel | undefined,
  name: string,
  { nature }: CurrentEvent,
  told: NotificationRecord[],
): boolean {
  if (channel?.audience === 'feed') return true;
  if (channel?.audience !== 'chat' || nature === 'fact') return false;
  if (nature === 'call') return true;
  // Where it was asked for, and the message that asked cannot say so itself.
  return !channel.canUpdate && told.some((m) => m.channel === name && m.status === 'sent');
}

function toPerson(
  about: SubjectRecord,
  { key, event, nature, after }: CurrentEvent,
  person: string,
  told: NotificationRecord[],
  { channels, reach, routes }: DeliveryOptions,
  found: Deliveries,
): void {
  const own = told.filter((m) => m.to === person);
  const before = own.filter((m) => m.key === key);
  if (before.some(({ status }) => status !== 'failed')) return;
  if (after && !own.some((m) => m.key === after.key && wasNotified(m) && Date.parse(m.at) < after.at)) return;
  const { able, preferred, quietUntil } = reach[person] ?? { able: [], preferred: [] };
  const names = (routeFor(routes, about, event, person) ?? preferred).filter(
    (name) => channels[name]?.audience === 'person',
  );
  const usable = names.filter((name) => able.includes(name));
  if (nature === 'call' && names.length > 0 && usable.length === 0) found.unreachable.push(person);
  const channel = usable.find((name) => !before.some((m) => m.channel === name));
  if (channel === undefined) return;
  const isRequester = about.kind === 'request' && about.record.requesterId === person;
  // The message that asked says itself how it went.
  if (nature === 'result' && !isRequester && own.some(({ ref }) => ref !== undefined)) return;
  if (quietUntil !== undefined && !isEmergency(about))
    found.quietUntil = Math.min(found.quietUntil ?? Infinity, quietUntil);
  else found.due.push({ key, event, channel, to: person });
}

/** Whether the person knows of it. */
export function wasNotified({ status }: NotificationRecord): boolean {
  return status === 'sent' || status === 'digested';
}

/** Quiet hours and digests are not for these. */
export function isEmergency({ kind, record }: SubjectRecord): boolean {
  return kind === 'escalation' && record.level === 'emergency';
}

function messageUpdates(
  about: SubjectRecord,
  told: NotificationRecord[],
  { channels }: DeliveryOptions,
): DueDelivery[] {
  const state = shownState(about);
  return told
    .filter(({ ref, shows, channel }) => ref !== undefined && shows !== state && channels[channel]?.canUpdate)
    .map(({ key, event, channel, to, ref = '' }) => ({
      key,
      event,
      channel,
      updates: ref,
      shows: state,
      ...(to !== undefined && { to }),
    }));
}

/**
 * The channels by which somebody hears of this event: those of the first route that fits. Nothing where none fits.
 *
 * @param person absent for channels with one address for all: routes for certain people do not concern those
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
