import { replaceInvisible } from '../text';

/**
 * The value as JSON that has exactly this value, with invisible characters as `\uXXXX`. People see all of it, can copy it, and
 * a parser reads the same value again.
 *
 * @param indent spaces for each level; 0: one line
 */
export function exactJson(value: unknown, indent = 2): string {
  // Within JSON, invisible characters occur only in strings, except for the line feeds of the indentation.
  return replaceInvisible(JSON.stringify(value, undefined, indent), (character) =>
    character === '\n' ? character : [...units(character)].join(''),
  );
}

function* units(character: string): Generator<string> {
  for (let index = 0; index < character.length; index++)
    yield `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
}
