import { describe, type Content, type Entry } from './content';
import { labelOf } from './label';

/** The value at a JSON Pointer (RFC 6901). Undefined where there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  if (pointer === '') return document;
  let value = document;
  for (const segment of segmentsOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const MAX_GUESSED = 3;
const MAX_GUESSED_LENGTH = 60;

/**
 * The facts that matter of a context: those the policies name (design rule 28), in their order. Without names, the first
 * three short values. A named fact that the context lacks is left out.
 */
export function keyFacts(context: Record<string, unknown>, highlight: readonly string[] = []): Entry[] {
  const named = highlight.flatMap((pointer) => {
    const value = valueAt(context, pointer);
    const key = segmentsOf(pointer).at(-1) ?? '';
    return value === undefined ? [] : [{ key, label: labelOf(key), content: describe(value, key) }];
  });
  if (highlight.length > 0) return named;
  return Object.entries(context)
    .map(([key, value]) => ({ key, label: labelOf(key), content: describe(value, key) }))
    .filter(({ content }) => isShort(content))
    .slice(0, MAX_GUESSED);
}

function isShort(content: Content): boolean {
  if (content.kind === 'boolean' || content.kind === 'number') return true;
  return 'text' in content && content.kind !== 'block' && content.text.length <= MAX_GUESSED_LENGTH;
}
