import parsePhoneNumber from 'libphonenumber-js/min';
import isEmail from 'validator/lib/isEmail';
import { type Span, spansOf, withoutOverlaps } from './spans';

/*
 * E-mail addresses and telephone numbers.
 */

const LABEL = '[\\p{L}\\p{N}](?:-*[\\p{L}\\p{N}])*';
/** From the `@` on; what is before it is looked back at, so that no start is tried in vain. */
const ADDRESS = new RegExp(`(?<=([\\p{L}\\p{N}._%+'-]{1,64}))@(${LABEL}(?:\\.${LABEL})+)`, 'gu');

/** Addresses of people, not `lodash@4.17.21`, `logo@2x.png` or `git@host:path`. */
export function findEmails(text: string): Span[] {
  if (!text.includes('@')) return [];
  return [...text.matchAll(ADDRESS)].flatMap(({ 1: before = '', 2: domain = '', index }): Span[] => {
    const local = before.replace(/^[.%+'-]+/, '');
    const start = index - local.length;
    const end = index + 1 + domain.length;
    if (isNoEmail(text, start, end, local, domain)) return [];
    return isEmail(`${local}@${domain}`) ? [[start, end]] : [];
  });
}

function isNoEmail(text: string, start: number, end: number, local: string, domain: string): boolean {
  const isVersion = /^\d+\.\d/.test(domain);
  const isImage = /^\dx\.[a-z]{3,4}$/.test(domain);
  const isRepository = local === 'git' && text[end] === ':';
  const isUserOfUrl = text.slice(Math.max(0, start - 3), start) === '://';
  return isVersion || isImage || isRepository || isUserOfUrl;
}

/** With the country's code: 7 to 17 digits, with spaces, dots, dashes, slashes and brackets among them. */
const INTERNATIONAL = /(?<![A-Za-z0-9+])\+\(?\d(?:[ ().\-/]{0,3}\d){6,16}(?!\d)/g;

/** As North Americans write it, also with the 555 of examples. No other national form: it cannot be told from an order number. */
const NORTH_AMERICAN = [
  /(?<![A-Za-z0-9+])\+1[-. ]?(?:\([2-9]\d{2}\)|[2-9]\d{2})[-. ]?\d{3}[-. ]?\d{4}(?![A-Za-z0-9-])/g,
  /(?<![A-Za-z0-9-]|\d\.)(?:1[-. ])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}-)\d{3}-\d{4}(?![A-Za-z0-9-]|\.\d)/g,
  /(?<![A-Za-z0-9-]|\d\.)(?:1\.)?[2-9]\d{2}\.\d{3}\.\d{4}(?![A-Za-z0-9-]|\.\d)/g,
];

/** Parsing takes long: in a text with more numbers than that each counts. */
const MAX_PARSED = 1_000;

/** Telephone numbers in international form, by the numbering plan of their country, and those of North America. */
export function findPhones(text: string): Span[] {
  const international = [...text.matchAll(INTERNATIONAL)].flatMap(({ 0: found, index }, count): Span[] => {
    const phone = count < MAX_PARSED ? longestPhone(found) : found;
    return phone === undefined ? [] : [[index, index + phone.length]];
  });
  return withoutOverlaps([...international, ...NORTH_AMERICAN.flatMap((form) => spansOf(text, form))]);
}

/** A number that follows may have been taken for a part of it: one or two groups less are tried too. */
function longestPhone(found: string): string | undefined {
  const shorter = found.replace(/[ ().\-/]+\d+$/, '');
  const shortest = shorter.replace(/[ ().\-/]+\d+$/, '');
  return [...new Set([found, shorter, shortest])].find((one) =>
    parsePhoneNumber(one, { extract: false })?.isValid(),
  );
}
