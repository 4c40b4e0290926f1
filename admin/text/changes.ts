import type { RequestView } from '../../client';
import { pointerKeys, valueAtPointer } from '../../contract/json-pointer';
import type { JsonPatch } from '../../contract/request';
import { exactJson } from '../../rules/presentation/exact-json';
import { visibleLine as line } from '../../rules/text';
import type { TextStyle } from './table';
import { formatTimestamp } from './time';

/*
 * What an edit changes, complete: `/amount: 15000 → 500`.
 */

const SHORT = 60;

/** The lines of the changes that a patch of `jsonPatch` makes to `before`. */
export function changeLines({ colours }: TextStyle, before: unknown, patch: JsonPatch): string[] {
  return patch.flatMap((change) => {
    const path = line(change.path === '' ? 'everything' : change.path);
    const was = change.op === 'add' ? '(absent)' : exactJson(valueAtPointer(before, change.path), 0);
    const is = change.op === 'remove' ? '(removed)' : exactJson(change.value, 0);
    if (was.length <= SHORT && is.length <= SHORT)
      return [`${path}: ${colours.red(was)} → ${colours.green(is)}`];
    return [`${path}:`, `  before ${colours.red(was)}`, `  after  ${colours.green(is)}`];
  });
}

/** The revisions of a request, each with who made it, when, and what it changed. */
export function revisionLines(out: TextStyle, request: RequestView, now: number): string[] {
  let context: unknown = request.original?.context;
  return (request.revisions ?? []).flatMap(({ revision, by, at, patch }) => {
    const changes = changeLines(out, context, patch);
    context = patched(context, patch);
    return [
      `  ${revision}. edited by ${line(by)}, ${formatTimestamp(at, now)}`,
      ...changes.map((change) => `     ${change}`),
    ];
  });
}

/** The value after a patch of `jsonPatch`, whose paths lead to places that exist. */
function patched(value: unknown, patch: JsonPatch): unknown {
  const after = structuredClone(value);
  for (const change of patch) {
    const keys = pointerKeys(change.path);
    const key = keys.pop() ?? '';
    const parent = keys.reduce<unknown>(
      (at, each) => (Object(at) as Record<string, unknown>)[each],
      after,
    ) as object;
    if (change.op !== 'remove')
      // A definition, since an assignment to the key `__proto__` would set no key.
      Object.defineProperty(parent, key, {
        value: change.value,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    else if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else Reflect.deleteProperty(parent, key);
  }
  return after;
}
