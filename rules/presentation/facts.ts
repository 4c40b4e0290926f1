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
  const guessed: Entry[] = [];
  for (const [key, value] of Object.entries(context)) {
    // Describing a long list only to leave it out would take longer than the rest of the page.
    if (typeof value === 'object') continue;
    const content = describe(value, key);
    if (isShort(content)) guessed.push({ key, label: labelOf(key), content });
    if (guessed.length === MAX_GUESSED) break;
  }
  return guessed;
}

function isShort(content: Content): boolean {
  if (content.kind === 'boolean' || content.kind === 'number') return true;
  return 'text' in content && content.kind !== 'block' && content.text.length <= MAX_GUESSED_LENGTH;
}
