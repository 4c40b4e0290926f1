import { utf8Bytes } from '../../../contract/limits';
import { showCommand } from '../../../rules/notifications/show-command';
import { showOn } from '../../../rules/notifications/show-on';
import type { Message } from '../channel';
import { cutNote } from '../cut-note';
import { httpLink } from '../http-link';
import { BYTES, MOST_FACTS } from './bounds';
import { ANSWERS, invitation } from './invitation';

/** A message as plain text. What others wrote stands behind a bar: it cannot pass for what the mail says itself. */
export function textPart(message: Message): string {
  const { title, text, facts, details } = message;
  const link = httpLink(message.link);
  const isCut = utf8Bytes(details ?? '') > BYTES.details;
  const paragraphs = [
    showOn('line', title, BYTES.title),
    text && barred(text, BYTES.text),
    facts.slice(0, MOST_FACTS).map(fact).join('\n'),
    details && barred(details, BYTES.details),
    isCut && cutNote(link),
    message.items && listed(message.items),
    way(message, link),
    message.isCall && ANSWERS,
  ];
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

function barred(text: string, bytes: number): string {
  return showOn('plain', text, bytes).replace(/^/gm, '| ');
}

function fact({ label, value }: Message['facts'][number]): string {
  return `${showOn('line', label, BYTES.label)}: ${showOn('line', value, BYTES.value)}`;
}

function listed(items: NonNullable<Message['items']>): string {
  return items
    .map(({ title, link }) => [`- ${showOn('line', title, BYTES.title)}`, httpLink(link)])
    .map((lines) => lines.filter(Boolean).join('\n  '))
    .join('\n');
}

function way(message: Message, link: string | undefined): string | undefined {
  if (link !== undefined) return `${invitation(message)}: ${link}`;
  return message.items === undefined ? showCommand(message.subject) : 'hitl list';
}
