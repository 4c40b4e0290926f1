import { utf8Bytes } from '../../../contract/limits';

/** How much of what others wrote a mail has room for: some providers cut off what is over 100 KB. */
export const BYTES = { title: 500, text: 6_000, label: 100, value: 1_000, details: 4_000 } as const;
export const MOST_FACTS = 20;

/** What is said below details that were cut. */
export function cutNote(details: string, link: string | undefined): string | undefined {
  if (utf8Bytes(details) <= BYTES.details) return undefined;
  const where = link === undefined ? 'the command below shows the whole' : 'the whole is on the page';
  return `Cut here; ${where}.`;
}
