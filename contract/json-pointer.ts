import { LIMITS } from './limits';
import { text } from './text';

/** A JSON Pointer (RFC 6901) to a value within a document: `/amount`, `/items/0/price`. It never means the whole document. */
export const JsonPointerSchema = text(LIMITS.nameBytes)
  .refine((pointer) => pointer.startsWith('/'), {
    error: ({ input }) =>
      `'${String(input)}' is not a JSON Pointer: it must begin with '/', such as ${JSON.stringify(`/${String(input)}`)}`,
  })
  .refine((pointer) => !/~(?![01])/.test(pointer), {
    error: ({ input }) =>
      `'${String(input)}' is not a JSON Pointer: after '~' there must be 0 or 1. Write ~0 for '~' and ~1 for '/' in a key`,
  });

/** The keys of a valid JSON Pointer: `/a~1b/0` has `a/b` and `0`. */
export function pointerKeys(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value to which a valid JSON Pointer leads, or undefined if the document has none there. */
export function valueAtPointer(document: unknown, pointer: string): unknown {
  let value = document;
  for (const key of pointerKeys(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    // `length` of a list is a property in JavaScript, but it is not part of the document.
    if (Array.isArray(value) && !/^(?:0|[1-9]\d*)$/.test(key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
