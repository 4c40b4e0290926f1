import { randomBytes } from 'node:crypto';

/** An id nobody has, that says in a list what it is for: `approval-transfer-funds-3k9x0a7q2m4b`. */
export function readableId(kind: string, name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return [kind, ...(slug ? [slug] : []), randomLetters(12)].join('-');
}

/** Letters and digits that are hard to mistake for one another (Crockford's base 32): 5 bits each. */
function randomLetters(count: number): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomBytes(count), (byte) => alphabet[byte % alphabet.length]).join('');
}
