import { isObject } from '../../contract/json';
import { pointerKeys } from '../../contract/json-pointer';
import type { JsonPatch } from '../../contract/request';

/**
 * The JSON Patch (RFC 6902) that turns one JSON value into another. Items of a list are compared by their index, which takes
 * linear time: a workflow must not spend seconds on the shortest patch of a list of 20,000 items. The order of keys does not
 * matter.
 */
export function jsonPatch(before: unknown, after: unknown, path = ''): JsonPatch {
  if (before === after) return [];
  if (Array.isArray(before) && Array.isArray(after)) return listPatch(before, after, path);
  if (isObject(before) && isObject(after)) return objectPatch(before, after, path);
  return [{ op: 'replace', path, value: after as never }];
}

function listPatch(before: unknown[], after: unknown[], path: string): JsonPatch {
  const patch = after.flatMap((item, index): JsonPatch =>
    index < before.length
      ? jsonPatch(before[index], item, `${path}/${index}`)
      : [{ op: 'add', path: `${path}/${index}`, value: item as never }],
  );
  // From the end, so that no index moves.
  for (let index = before.length - 1; index >= after.length; index--)
    patch.push({ op: 'remove', path: `${path}/${index}` });
  return patch;
}

function objectPatch(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  path: string,
): JsonPatch {
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return [
    ...removed.map((key) => ({ op: 'remove', path: `${path}/${escaped(key)}` }) as const),
    ...Object.entries(after).flatMap(([key, value]): JsonPatch => {
      const at = `${path}/${escaped(key)}`;
      return Object.hasOwn(before, key)
        ? jsonPatch(before[key], value, at)
        : [{ op: 'add', path: at, value: value as never }];
    }),
  ];
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * Whether one of these paths covers the place of a change: it is the place or leads to it. In a path, `*` is any one segment.
 * A change of a parent, which would replace more than the path allows, is not covered.
 */
export function isCovered(pointer: string, paths: readonly string[]): boolean {
  const place = pointerKeys(pointer);
  return paths.some((path) => {
    const keys = pointerKeys(path);
    return keys.length <= place.length && keys.every((key, index) => key === '*' || key === place[index]);
  });
}
