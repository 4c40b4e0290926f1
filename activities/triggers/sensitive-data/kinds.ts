import type { SensitiveDataKind } from '../../../contract/config/trigger';
import { findEmails, findPhones } from './contact-data';
import { findCredentials } from './credentials';
import { findNationalIds } from './national-ids';
import { findCards, findIbans } from './payment-numbers';
import { type Finder, replaceSpans } from './spans';

/** Applied in this order. Each finder removes what it found, so that nothing is counted twice. */
const FINDERS: { kind: SensitiveDataKind; find: Finder; length: number; digits: number }[] = [
  // `length` and `digits` are the minimum that a text needs. Most texts have less and need no search.
  { kind: 'credential', find: findCredentials, length: 8, digits: 0 },
  { kind: 'card', find: findCards, length: 13, digits: 13 },
  { kind: 'iban', find: findIbans, length: 15, digits: 5 },
  { kind: 'national_id', find: findNationalIds, length: 9, digits: 5 },
  { kind: 'phone', find: findPhones, length: 8, digits: 7 },
  { kind: 'email', find: findEmails, length: 6, digits: 0 },
];

/** Replaces a finding. No finder matches it. */
const REPLACEMENT = '\0';

/** The number of findings of each kind in one text. */
export function countKinds(
  text: string,
  kinds: readonly SensitiveDataKind[],
): { kind: SensitiveDataKind; count: number }[] {
  let rest = readable(text);
  const digits = rest.replace(/\D/g, '').length;
  const finders = FINDERS.filter(
    (finder) => kinds.includes(finder.kind) && text.length >= finder.length && digits >= finder.digits,
  );
  return finders.flatMap(({ kind, find }) => {
    const spans = find(rest);
    if (spans.length === 0) return [];
    rest = replaceSpans(rest, spans, REPLACEMENT);
    return [{ kind, count: spans.length }];
  });
}

/** The text with everything sensitive replaced by its kind. */
export function conceal(text: string): string {
  return FINDERS.reduce(
    (rest, { kind, find }) => replaceSpans(rest, find(rest), `[${kind}]`),
    readable(text),
  );
}

/** The text with full-width characters, special spaces and dashes replaced by plain ones, and without soft hyphens. */
function readable(text: string): string {
  if (!/[\u0080-\uffff]/.test(text)) return text;
  // No Unicode normalization: it could turn a character of 3 bytes into 18.
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ');
}
