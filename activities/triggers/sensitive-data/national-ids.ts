import isEAN from 'validator/lib/isEAN';
import isIdentityCard from 'validator/lib/isIdentityCard';
import isTaxID from 'validator/lib/isTaxID';
import { type Span, withoutOverlaps } from './spans';

interface NationalId {
  /** The first group is the number; without a group, the whole match is. */
  pattern: RegExp;
  isValid?: (number: string) => boolean;
}

const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const MONTH = '(?:0[1-9]|1[0-2])';
const YEAR = '\\d{2}';

/** Numbers that are recognized by their format, and by their check digits if they have any. */
const SHAPED: NationalId[] = [
  // United States; Switzerland; France; Belgium
  { pattern: shape('(?!000|666|9)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}') },
  { pattern: shape('756(?:\\.\\d{4}\\.\\d{4}\\.\\d{2}|\\d{10})'), isValid: (id) => isEAN(digitsOf(id)) },
  {
    pattern: shape(`[1-478] ?${YEAR} ?(?:${MONTH}|[2-9]\\d) ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}`),
    isValid: isFrench,
  },
  {
    pattern: shape(`${YEAR}\\.${MONTH}\\.${DAY}[- ]\\d{3}[. -]\\d{2}`),
    isValid: (id) => isTaxID(digitsOf(id), 'fr-BE'),
  },
  // Finland, Denmark, Sweden, Norway
  {
    pattern: shape(`${DAY}${MONTH}${YEAR}[-+A]\\d{3}[0-9A-FHJ-NPR-Y]`),
    isValid: (id) => isIdentityCard(id, 'FI'),
  },
  { pattern: shape(`${DAY}${MONTH}${YEAR}-\\d{4}`), isValid: (id) => isTaxID(id, 'dk-DK') },
  {
    pattern: shape(`(?:19|20)?${YEAR}${MONTH}${DAY}[-+]\\d{4}`),
    // The library computes a wrong check digit for years with four digits.
    isValid: (id) => isTaxID(id.slice(-11), 'sv-SE'),
  },
  {
    pattern: shape(`${DAY}${MONTH}${YEAR} ?\\d{5}`),
    isValid: (id) => isIdentityCard(digitsOf(id), 'NO'),
  },
  // Spain, Italy, Czechia and Slovakia, United Kingdom
  {
    pattern: shape('(?:\\d{8}|[XYZ]-?\\d{7})-?[A-HJ-NP-TV-Z]'),
    isValid: (id) => isIdentityCard(id.replace(/-/g, ''), 'ES'),
  },
  {
    pattern: shape('[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2}[A-ILMZ][0-9L-NP-V]{3}[A-Z]'),
    isValid: (id) => isTaxID(id, 'it-IT'),
  },
  { pattern: shape(`${YEAR}[0-8]\\d${DAY}/\\d{4}`), isValid: (id) => isTaxID(id, 'cs-CZ') },
  {
    pattern: shape('(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \\d{2} \\d{2} \\d{2} [A-D]'),
  },
];

/** Plain digits that are recognized by the word before them. */
const LABELLED: NationalId[] = [
  { pattern: after('ssn|social security', '(?!000|666|9)\\d{3}[ -]?(?!00)\\d{2}[ -]?(?!0000)\\d{4}') },
  {
    pattern: after(
      'steuer-?id|idnr|steuerliche identifikationsnummer|steueridentifikationsnummer|tax id',
      '\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}',
    ),
    isValid: (id) => isTaxID(digitsOf(id), 'de-DE'),
  },
  {
    pattern: after('bsn|burgerservicenummer|sofinummer', '\\d{4}[. ]?\\d{2}[. ]?\\d{3}'),
    isValid: (id) => isTaxID(digitsOf(id), 'nl-NL'),
  },
  { pattern: after('pesel', '\\d{11}'), isValid: (id) => isIdentityCard(id, 'PL') },
  { pattern: after('cnp', '\\d{13}'), isValid: (id) => isTaxID(id, 'ro-RO') },
  {
    pattern: after('nif|contribuinte', '\\d{3} ?\\d{3} ?\\d{3}'),
    isValid: (id) => isTaxID(digitsOf(id), 'pt-PT'),
  },
  { pattern: after('oib', '\\d{11}'), isValid: (id) => isTaxID(id, 'hr-HR') },
  { pattern: after('nino|national insurance', '[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\\d{6}[A-D]') },
];

/** Finds national identity numbers of the United States and of most of Europe. */
export function findNationalIds(text: string): Span[] {
  return withoutOverlaps([...SHAPED, ...LABELLED].flatMap((id) => spansOfId(text, id)));
}

function spansOfId(text: string, { pattern, isValid = () => true }: NationalId): Span[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: found, 1: number = found, index }): Span[] =>
    isValid(number) ? [[index, index + found.length]] : [],
  );
}

/** A pattern with boundaries. An underscore is a boundary, since names of fields and files often stand before a number. */
function shape(source: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9+-]|\\d\\.)(?:${source})(?![A-Za-z0-9-]|\\.\\d)`, 'g');
}

/** A number at most a few characters after one of these words. */
function after(labels: string, source: string): RegExp {
  return new RegExp(
    `(?<![A-Za-z])(?:${labels})(?![A-Za-z])[^\\d\\n]{0,20}?(?<![A-Za-z0-9]|\\d\\.)(${source})(?![A-Za-z0-9]|\\.\\d)`,
    'gi',
  );
}

/** The last two digits are 97 minus the remainder of the others modulo 97. The letters of Corsica mean 19 and 18. */
function isFrench(id: string): boolean {
  const digits = digitsOf(id.replace('2A', '19').replace('2B', '18'));
  return 97 - (Number(digits.slice(0, -2)) % 97) === Number(digits.slice(-2));
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
