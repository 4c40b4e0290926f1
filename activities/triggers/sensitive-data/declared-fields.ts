import { plainName } from '../../../rules/triggers/field-value';
import type { Place } from './place';

/** Tells the places that the config declares sensitive: by the last names of the way there, whatever their case. */
export function declaredFields(fields: string[]): (place: Place) => boolean {
  const ways = new Map<string, string[][]>();
  for (const field of fields) {
    const names = field.split('.').map(plainName).reverse();
    const last = names[0] ?? '';
    ways.set(last, [...(ways.get(last) ?? []), names]);
  }
  return (place) =>
    ways.size > 0 &&
    typeof place.key === 'string' &&
    (ways.get(plainName(place.key))?.some((names) => endsWith(place, names)) ?? false);
}

/** Items of an array are at the place of the array. */
function endsWith(place: Place, names: string[]): boolean {
  let at: Place | undefined = place;
  for (const name of names) {
    while (typeof at?.key === 'number') at = at.within;
    if (at === undefined || plainName(String(at.key)) !== name) return false;
    at = at.within;
  }
  return true;
}

/** Whether there is nothing in it to be sensitive. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.keys(value).length === 0;
}
