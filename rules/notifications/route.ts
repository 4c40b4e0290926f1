import type { Moment, SubjectRecord } from '../../contract/notification';
import type { Route } from '../../contract/notifications-config';
import { matchesAny } from '../glob';
import { peopleOf } from '../requests/people';
import { peopleBehind } from '../escalations/escalation-people';

/**
 * The channels by which somebody hears of this moment: those of the first route that fits. Nothing where none fits.
 *
 * @param person absent for channels with one address for all: routes for certain people do not concern those
 */
export function routeFor(
  routes: Route[],
  about: SubjectRecord,
  moment: Moment,
  person?: string,
): string[] | undefined {
  return routes.find((route) => fits(route, about, moment, person))?.channels;
}

function fits(route: Route, about: SubjectRecord, moment: Moment, person: string | undefined): boolean {
  return (
    (route.moments?.includes(moment) ?? true) &&
    (route.policies === undefined || isOfPolicies(route.policies, about)) &&
    (route.levels === undefined ||
      (about.kind === 'escalation' && route.levels.includes(about.record.level))) &&
    (route.people === undefined || (person !== undefined && isAmong(route.people, about, person)))
  );
}

function isOfPolicies(globs: string[], { kind, record }: SubjectRecord): boolean {
  if (kind !== 'request') return false;
  const names = record.plan?.requirements.map(({ policy }) => policy) ?? [];
  const matched = record.plan?.matched.map(({ policy }) => policy) ?? [];
  return [...names, ...matched].some((name) => matchesAny(globs, name));
}

function isAmong(entries: string[], { kind, record }: SubjectRecord, person: string): boolean {
  return entries.some((entry) =>
    (kind === 'request' ? peopleOf(record, entry) : peopleBehind(record, entry)).includes(person),
  );
}
