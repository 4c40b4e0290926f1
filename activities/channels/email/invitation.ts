import type { Message } from '../channel';

/** What the link in a message says of itself. Opening it decides nothing. */
export function invitation({ items, isCall }: Message): string {
  if (items !== undefined) return 'See all that waits for you';
  return isCall ? 'See it and decide' : 'See it';
}

/** What is said at the end of a mail that asks for something: people do answer mails. */
export const ANSWERS = 'An answer to this mail decides nothing.';
