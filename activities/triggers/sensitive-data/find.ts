import { SENSITIVE_KINDS, type TriggerOf } from '../../../contract/trigger';
import type { SensitiveFindings } from '../../../rules/triggers/trigger-facts';
import { declaredFields, isEmpty } from './declared-fields';
import { countKinds } from './kinds';
import { countOwn } from './own-detectors';
import { type Place, nameOfPlace } from './place';

type Wanted = Pick<TriggerOf<'sensitive_data'>, 'kinds' | 'sensitiveFields' | 'detectors'>;

interface Found {
  kind: string;
  place: Place | undefined;
  count: number;
}

interface Visit {
  value: unknown;
  place?: Place;
  /** The finding of the declared field that it is in. */
  declared?: Found;
}

const NAMED_PLACES = 10;

/** What is sensitive in the strings of a context, at any depth, and in the fields declared so. */
export function findSensitiveData(context: unknown, wanted: Wanted): SensitiveFindings {
  const found = search(context, wanted).filter(({ count }) => count > 0);
  const isSafe = (key: string) =>
    countKinds(key, SENSITIVE_KINDS).length === 0 && countOwn(key, wanted.detectors).length === 0;
  return {
    total: found.reduce((sum, { count }) => sum + count, 0),
    named: found
      .slice(0, NAMED_PLACES)
      .map(({ kind, place, count }) => ({ kind, place: nameOfPlace(place, isSafe), count })),
    unnamed: Math.max(0, found.length - NAMED_PLACES),
  };
}

/** A declared field is one finding, and none where something was found in it: one thing never counts twice. */
function search(
  context: unknown,
  { kinds = [...SENSITIVE_KINDS], sensitiveFields, detectors }: Wanted,
): Found[] {
  const isDeclared = declaredFields(sensitiveFields);
  const found: Found[] = [];
  // Not by recursion: an agent may nest deeper than the stack.
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
      const here = [...countKinds(value, kinds), ...countOwn(value, detectors)];
      if (declared && here.length > 0) declared.count = 0;
      for (const one of here) found.push({ ...one, place });
    }
    for (const child of childrenOf(value, place)) ahead.push({ ...child, ...(declared && { declared }) });
  }
  return found;
}

/** The last first, since what was pushed last is visited first. */
function* childrenOf(value: unknown, within: Place | undefined): Generator<Visit> {
  if (typeof value !== 'object' || value === null) return;
  const keys = Array.isArray(value) ? undefined : Object.keys(value);
  for (let index = (keys ?? (value as unknown[])).length; index > 0; index--) {
    const key = keys?.[index - 1] ?? index - 1;
    yield {
      value: (value as Record<string | number, unknown>)[key],
      place: { key, index, ...(within && { within }) },
    };
  }
}
