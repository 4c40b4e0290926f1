import { type Detector, SENSITIVE_DATA_KINDS, type TriggerOf } from '../../../contract/config/trigger';
import { normalizedName, type SensitiveFindings } from '../../../rules/triggers/facts';
import { countKinds } from './kinds';

type Wanted = Pick<TriggerOf<'sensitive_data'>, 'kinds' | 'sensitiveFields' | 'detectors'>;

interface Found {
  kind: string;
  place: Place | undefined;
  count: number;
}

interface Visit {
  value: unknown;
  place?: Place;
  /** The finding of the declared field that contains the value. */
  declared?: Found;
}

const NAMED_PLACES = 10;

/** The sensitive data in a context: in its strings at any depth, and in fields that the config declares sensitive. */
export function findSensitiveData(context: unknown, wanted: Wanted): SensitiveFindings {
  const found = search(context, wanted).filter(({ count }) => count > 0);
  const isSafe = (key: string) =>
    countKinds(key, SENSITIVE_DATA_KINDS).length === 0 &&
    countByDetectors(key, wanted.detectors).length === 0;
  return {
    total: found.reduce((sum, { count }) => sum + count, 0),
    named: found
      .slice(0, NAMED_PLACES)
      .map(({ kind, place, count }) => ({ kind, place: nameOfPlace(place, isSafe), count })),
    unnamed: Math.max(0, found.length - NAMED_PLACES),
  };
}

/** A declared field is one finding, unless something was found inside it: nothing counts twice. */
function search(
  context: unknown,
  { kinds = [...SENSITIVE_DATA_KINDS], sensitiveFields, detectors }: Wanted,
): Found[] {
  const isDeclared = declaredFields(sensitiveFields);
  const found: Found[] = [];
  // No recursion: a deeply nested context could overflow the stack.
  const ahead: Visit[] = [{ value: context }];
  for (let visit = ahead.pop(); visit; visit = ahead.pop()) {
    const { value, place } = visit;
    let { declared } = visit;
    if (place && isDeclared(place) && !isEmpty(value)) {
      if (declared) declared.count = 0;
      declared = { kind: 'declared field', place, count: 1 };
      found.push(declared);
    }
    if (typeof value === 'string') {
      const here = [...countKinds(value, kinds), ...countByDetectors(value, detectors)];
      if (declared && here.length > 0) declared.count = 0;
      for (const one of here) found.push({ ...one, place });
    }
    for (const child of childrenOf(value, place)) ahead.push({ ...child, declared });
  }
  return found;
}

/** The children in reverse order, since the last one pushed is visited first. */
function* childrenOf(value: unknown, within: Place | undefined): Generator<Visit> {
  if (typeof value !== 'object' || value === null) return;
  const keys = Array.isArray(value) ? undefined : Object.keys(value);
  for (let index = (keys ?? (value as unknown[])).length; index > 0; index--) {
    const key = keys?.[index - 1] ?? index - 1;
    yield {
      value: (value as Record<string | number, unknown>)[key],
      place: { key, index, within },
    };
  }
}

/** Returns whether a place is declared sensitive: the last names of its path match a declared field, ignoring case. */
function declaredFields(fields: string[]): (place: Place) => boolean {
  const ways = new Map<string, string[][]>();
  for (const field of fields) {
    const names = field.split('.').map(normalizedName).reverse();
    const last = names[0] ?? '';
    ways.set(last, [...(ways.get(last) ?? []), names]);
  }
  return (place) =>
    ways.size > 0 &&
    typeof place.key === 'string' &&
    (ways.get(normalizedName(place.key))?.some((names) => endsWith(place, names)) ?? false);
}

/** Whether the path ends with these names. Array indexes are skipped. */
function endsWith(place: Place, names: string[]): boolean {
  let at: Place | undefined = place;
  for (const name of names) {
    while (typeof at?.key === 'number') at = at.within;
    if (at === undefined || normalizedName(String(at.key)) !== name) return false;
    at = at.within;
  }
  return true;
}

/** Whether the value is empty, so that it cannot be sensitive. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.keys(value).length === 0;
}

interface OwnDetector {
  name: string;
  detect: Detector;
}

/** The findings of the config's own detectors in one text. A detector that throws, or returns no valid answer, counts as a finding. */
function countByDetectors(text: string, detectors: OwnDetector[]): { kind: string; count: number }[] {
  return detectors.flatMap(({ name, detect }) => {
    const { count, failure } = callDetector(detect, text);
    return count === 0 ? [] : [{ kind: failure === undefined ? name : `${name} (${failure})`, count }];
  });
}

/** The result of one detector. An error message is left out, since it may quote the text. */
function callDetector(detect: Detector, text: string): { count: number; failure?: string } {
  try {
    const answer: unknown = detect(text);
    if (typeof answer === 'boolean') return { count: answer ? 1 : 0 };
    if (typeof answer === 'number' && answer >= 0 && Number.isFinite(answer)) return { count: answer };
    // An unhandled rejection would end the worker process.
    if (answer instanceof Promise) answer.catch(() => undefined);
    return { count: 1, failure: 'its detector returned neither a boolean nor a number' };
  } catch {
    return { count: 1, failure: 'its detector threw' };
  }
}

/** The place of a value in a context, linked to its parent. The name is built only when needed, since that is slow. */
interface Place {
  key: string | number;
  within?: Place;
  /** The position of the key in its object, from 1. It is shown instead of a key that may itself be sensitive. */
  index: number;
}

const SHOWN_KEYS = 6;
const PLAIN_KEY = /^[\p{L}_$][\p{L}\p{N}_$-]{0,39}$/u;

/** The name of a place, such as `$.customer.notes[2]`. The middle of a long path is left out. */
function nameOfPlace(place: Place | undefined, isSafe: (key: string) => boolean): string {
  const keys = keysOf(place).map(({ key, index }) => {
    if (typeof key === 'number') return `[${key}]`;
    return PLAIN_KEY.test(key) && isSafe(key) ? `.${key}` : `[key ${index}]`;
  });
  if (keys.length <= SHOWN_KEYS) return `$${keys.join('')}`;
  return `$${keys.slice(0, SHOWN_KEYS / 2).join('')}…${keys.slice(-SHOWN_KEYS / 2).join('')}`;
}

function keysOf(place: Place | undefined): Place[] {
  const keys: Place[] = [];
  for (let at = place; at !== undefined; at = at.within) keys.push(at);
  return keys.reverse();
}
