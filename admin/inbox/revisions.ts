import type { RequestView } from '../../client';
import { pointerKeys } from '../../contract/json-pointer';
import type { JsonPatch, RevisionRecord } from '../../contract/request';

/** The context of a request, or a part of it. */
type Json = RequestView['context'][string];
type JsonObject = RequestView['context'];

/** The edits of a request, oldest first, each with the context that it changed. */
export function revisionsOf({
  original,
  revisions = [],
}: Pick<RequestView, 'original' | 'revisions'>): { revision: RevisionRecord; before: JsonObject }[] {
  let context = original?.context ?? {};
  return revisions.map((revision) => {
    const before = context;
    context = patched(context, revision.patch);
    return { revision, before };
  });
}

/** The context after a patch that `jsonPatch` made. */
export function patched(context: JsonObject, patch: JsonPatch): JsonObject {
  return patch.reduce(
    (value: Json, change) =>
      withValueAt(value, pointerKeys(change.path), change.op === 'remove' ? undefined : change.value),
    context,
  ) as JsonObject;
}

/**
 * The document with another value at a place. Keys keep their order, and a new key comes last. Nothing is changed in place, so
 * that a key such as `__proto__` is only a key.
 *
 * @param value absent: the key or the item is removed
 */
export function withValueAt(document: Json, [key, ...rest]: string[], value: Json | undefined): Json {
  if (key === undefined) return value ?? null;
  if (Array.isArray(document)) {
    const index = Number(key);
    const item = rest.length > 0 ? withValueAt(document[index] ?? null, rest, value) : value;
    return item === undefined ? document.toSpliced(index, 1) : document.toSpliced(index, 1, item);
  }
  const object = typeof document === 'object' && document !== null ? document : {};
  const inner = Object.hasOwn(object, key) ? (object[key] as Json) : null;
  const changed = rest.length > 0 ? withValueAt(inner, rest, value) : value;
  const entries: [string, Json | undefined][] = Object.hasOwn(object, key)
    ? Object.entries(object).map(([name, each]) => [name, name === key ? changed : each])
    : [...Object.entries(object), [key, changed]];
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined)) as Json;
}
