import { pointerKeys, valueAtPointer } from '../../contract/json-pointer';
import { describe, type Content, type Entry } from './content';
import { labelOf } from './label';

const MAX_GUESSED = 3;
const MAX_GUESSED_LENGTH = 60;

/**
 * The facts that matter of a context: those the policies name (design rule 28), in their order. Without names, the first
 * three short values. A named fact that the context lacks is left out.
 */
export function keyFacts(context: Record<string, unknown>, highlight: readonly string[] = []): Entry[] {
  const named = highlight.flatMap((pointer) => {
    const value = valueAtPointer(context, pointer);
    const key = pointerKeys(pointer).at(-1) ?? '';
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
