import { utf8Bytes } from '../../../contract/limits';
import { showCommand } from '../../../rules/notifications/compose';
import { escapeFor } from '../../../rules/notifications/escape-for';
import { cutNote, httpLink, type Message } from '../channel';

/** A message as plain text. What others wrote stands behind a bar: it cannot pass for what the mail says itself. */
export function textPart(message: Message): string {
  const { title, text, facts, details } = message;
  const link = httpLink(message.link);
  const isCut = utf8Bytes(details ?? '') > MAX_BYTES.details;
  const paragraphs = [
    escapeFor('line', title, MAX_BYTES.title),
    text && barred(text, MAX_BYTES.text),
    facts.slice(0, MAX_FACTS).map(fact).join('\n'),
    details && barred(details, MAX_BYTES.details),
    isCut && cutNote(link),
    message.items && listed(message.items),
    linkOrCommand(message, link),
    message.isCall && REPLY_NOTE,
  ];
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

function barred(text: string, bytes: number): string {
  return escapeFor('plain', text, bytes).replace(/^/gm, '| ');
}

function fact({ label, value }: Message['facts'][number]): string {
  return `${escapeFor('line', label, MAX_BYTES.label)}: ${escapeFor('line', value, MAX_BYTES.value)}`;
}

function listed(items: NonNullable<Message['items']>): string {
  return items
    .map(({ title, link }) => [`- ${escapeFor('line', title, MAX_BYTES.title)}`, httpLink(link)])
    .map((lines) => lines.filter(Boolean).join('\n  '))
    .join('\n');
}

function linkOrCommand(message: Message, link: string | undefined): string | undefined {
  if (link !== undefined) return `${linkLabel(message)}: ${link}`;
  return message.items === undefined ? showCommand(message.subject) : 'hitl list';
}

/** What the link in a message says of itself. Opening it decides nothing. */
export function linkLabel({ items, isCall }: Message): string {
  if (items !== undefined) return 'See all that waits for you';
  return isCall ? 'See it and decide' : 'See it';
}

/** What is said at the end of a mail that asks for something: people do answer mails. */
export const REPLY_NOTE = 'An answer to this mail decides nothing.';

/** How much of what others wrote a mail has room for: some providers cut off what is over 100 KB. */
export const MAX_BYTES = { title: 500, text: 6_000, label: 100, value: 1_000, details: 4_000 } as const;
export const MAX_FACTS = 20;
