import isEAN from 'validator/lib/isEAN';
import isIBAN from 'validator/lib/isIBAN';
import { locales } from 'validator/lib/isIBAN';
import isLuhnNumber from 'validator/lib/isLuhnNumber';
import { type Span, withoutOverlaps } from './spans';

/*
 * Numbers of payment cards and of bank accounts.
 */

/** No letter or digit before or after, and no digit that a point joins: decimals and versions are no cards. */
const BEFORE = '(?<![A-Za-z0-9+]|\\d\\.)';
const AFTER = '(?![A-Za-z0-9]|\\.\\d)';
/** Of groups that a dash or a point separates: not part of a longer number of such groups. */
const ALONE = '(?<!\\d[-.])';

/**
 * In one piece, or in the groups that are printed on cards, with the same separator between all of them. Lookaheads, so
 * that a number before it does not hide it.
 */
const WHOLE = new RegExp(`${BEFORE}(?=(\\d{13,19})${AFTER})`, 'g');
const GROUPED = [
  '\\d{4}([ .-])\\d{4}\\2\\d{4}\\2\\d{4}(?:\\2\\d{1,3})?',
  '\\d{4}([ .-])\\d{4}\\2\\d{4}\\2\\d{1,4}',
  '\\d{4}([ .-])\\d{6}\\2\\d{4,5}',
].flatMap((groups) => [
  new RegExp(`${BEFORE}(?=(${groups.replace('[ .-]', ' ')})${AFTER})`, 'g'),
  new RegExp(`${BEFORE}${ALONE}(?=(${groups.replace('[ .-]', '[.-]')})${AFTER}(?!\\2\\d))`, 'g'),
]);

/** The numbers that each issuer gives out: how they begin, and how long they are. */
const ISSUERS = [
  /^4(?:\d{12}|\d{15}|\d{18})$/, // Visa
  /^(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^3(?:0[0-5]\d{11}|095\d{10}|[689]\d{12})$/, // Diners Club
  /^6(?:011|4[4-9]\d|5\d{2})\d{12,15}$/, // Discover
  /^35(?:2[89]|[3-8]\d)\d{12,15}$|^(?:2131|1800)\d{11}$/, // JCB
  /^(?:62|81)\d{14,17}$/, // UnionPay
  /^(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12,15}$/, // Maestro
  /^220[0-4]\d{12,15}$/, // Mir
];

const CARD_WORD = /(?:card|visa|diners|pan|karte|kreditkarte)[^\n\d]{0,20}$/i;

/** Numbers of payment cards, by issuer and check digit. */
export function findCards(text: string): Span[] {
  const whole = [...text.matchAll(WHOLE)].filter(
    ({ 1: written = '', index }) =>
      isCard(written) && !(isBarCode(written) && !CARD_WORD.test(text.slice(Math.max(0, index - 40), index))),
  );
  const grouped = GROUPED.flatMap((shape) =>
    [...text.matchAll(shape)].filter(({ 1: written = '' }) => isCard(written.replace(/\D/g, ''))),
  );
  return withoutOverlaps(
    [...whole, ...grouped].map(({ 1: written = '', index }): Span => [index, index + written.length]),
  );
}

function isCard(digits: string): boolean {
  return ISSUERS.some((numbers) => numbers.test(digits)) && isLuhnNumber(digits);
}

/** Bar codes have 13 or 14 digits, as have the oldest cards of Visa and those of Diners Club. */
function isBarCode(digits: string): boolean {
  return digits.length <= 14 && isEAN(digits);
}

const IBAN_HEAD = new RegExp(`(?<![A-Za-z0-9])(?:${locales.join('|')})\\d{2}(?=[ -]?[A-Za-z0-9])`, 'gi');
const MIN_IBAN_LENGTH = 15;
const MAX_IBAN_LENGTH = 34;

/** Account numbers, by country, length and check digits; also written in groups. */
export function findIbans(text: string): Span[] {
  return [...text.matchAll(IBAN_HEAD)].flatMap(({ index }): Span[] => {
    const end = endsFrom(text, index).find((each) => isIBAN(text.slice(index, each)));
    return end === undefined ? [] : [[index, end]];
  });
}

/** Where it may end: the next group may be a word that follows it. */
function endsFrom(text: string, start: number): number[] {
  const ends: number[] = [];
  let at = start;
  for (let count = 1; count <= MAX_IBAN_LENGTH; count++) {
    if (count > 1 && (text[at] === ' ' || text[at] === '-')) at++;
    if (!isAlphanumeric(text[at])) break;
    at++;
    if (count >= MIN_IBAN_LENGTH && !isAlphanumeric(text[at])) ends.push(at);
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
