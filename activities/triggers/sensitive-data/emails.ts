import isEmail from 'validator/lib/isEmail';
import type { Span } from './spans';

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
    if (looksOtherwise(text, start, end, local, domain)) return [];
    return isEmail(`${local}@${domain}`) ? [[start, end]] : [];
  });
}

function looksOtherwise(text: string, start: number, end: number, local: string, domain: string): boolean {
  const isVersion = /^\d+\.\d/.test(domain);
  const isImage = /^\dx\.[a-z]{3,4}$/.test(domain);
  const isRepository = local === 'git' && text[end] === ':';
  const isUserOfUrl = text.slice(Math.max(0, start - 3), start) === '://';
  return isVersion || isImage || isRepository || isUserOfUrl;
}
