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
  if (highlight.length > 0) return namedFacts(context, highlight);
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

function namedFacts(context: Record<string, unknown>, highlight: readonly string[]): Entry[] {
  const named = highlight.flatMap((pointer) => {
    const value = valueAtPointer(context, pointer);
    const keys = pointerKeys(pointer);
    const key = keys.at(-1) ?? '';
    return value === undefined ? [] : [{ key, keys, content: describe(value, key) }];
  });
  const labels = named.map(({ key }) => labelOf(key));
  // The last keys of `/from/iban` and `/to/iban` would be the same label, so the whole path is.
  return named.map(({ key, keys, content }, at) => {
    const label = labels[at] ?? key;
    const isTwice = labels.filter((other) => other === label).length > 1;
    return { key, label: isTwice ? keys.map(labelOf).join(' › ') : label, content };
  });
}

function isShort(content: Content): boolean {
  if (content.kind === 'boolean' || content.kind === 'number') return true;
  return 'text' in content && content.kind !== 'block' && content.text.length <= MAX_GUESSED_LENGTH;
}
