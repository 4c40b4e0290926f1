import isIBAN, { locales } from 'validator/lib/isIBAN';
import type { Span } from './spans';

const HEAD = new RegExp(`(?<![A-Za-z0-9])(?:${locales.join('|')})\\d{2}(?=[ -]?[A-Za-z0-9])`, 'gi');
const SHORTEST = 15;
const LONGEST = 34;

/** Account numbers, by country, length and check digits; also written in groups. */
export function findIbans(text: string): Span[] {
  return [...text.matchAll(HEAD)].flatMap(({ index }): Span[] => {
    const end = endsFrom(text, index).find((each) => isIBAN(text.slice(index, each)));
    return end === undefined ? [] : [[index, end]];
  });
}

/** Where it may end: the next group may be a word that follows it. */
function endsFrom(text: string, start: number): number[] {
  const ends: number[] = [];
  let at = start;
  for (let count = 1; count <= LONGEST; count++) {
    if (count > 1 && (text[at] === ' ' || text[at] === '-')) at++;
    if (!isAlphanumeric(text[at])) break;
    at++;
    if (count >= SHORTEST && !isAlphanumeric(text[at])) ends.push(at);
  }
  return ends;
}

function isAlphanumeric(character: string | undefined): boolean {
  if (character === undefined) return false;
  return (
    (character >= '0' && character <= '9') ||
    (character >= 'A' && character <= 'Z') ||
    (character >= 'a' && character <= 'z')
  );
}
