import { escapeFor } from '../../../rules/notifications/escape-for';
import { cutNote, httpLink, type Message, commandOf } from '../channel';
import { fitLines } from '../fit-lines';

/** A message as plain text. Texts of agents and people have a bar before each line, so that they cannot imitate the mail's own text. */
export function textPart(message: Message): string {
  const { title, text, facts, details, sections = [] } = message;
  const link = httpLink(message.link);
  const fitting = fitLines(details ?? '', MAX_BYTES.details);
  const paragraphs = [
    escapeFor('line', title, MAX_BYTES.title),
    text && barred(text, MAX_BYTES.text),
    facts.slice(0, MAX_FACTS).map(fact).join('\n'),
    fitting.shown.replace(/^/gm, details ? '| ' : ''),
    fitting.leftOut && cutNote(fitting.leftOut, link),
    ...sections.map((section) => sectionPart(section, link)),
    message.items && listed(message.items),
    linkOrCommand(message, link),
    message.isActionable && REPLY_NOTE,
  ];
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

function sectionPart({ heading, text }: NonNullable<Message['sections']>[number], link: string | undefined) {
  const { shown, leftOut } = fitLines(text, MAX_BYTES.section);
  const title = `${escapeFor('line', heading, MAX_BYTES.label)}:`;
  return [title, shown.replace(/^/gm, '| '), ...(leftOut ? [cutNote(leftOut, link)] : [])].join('\n');
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
  return message.items === undefined ? commandOf(message) : 'hitl list';
}

/** The text of a message's link. Opening it decides nothing. */
export function linkLabel({ items, isActionable }: Message): string {
  if (items !== undefined) return 'Open your inbox';
  return isActionable ? 'View and decide' : 'View';
}

/** The note at the end of a mail that asks for a decision, since some people reply to mails. */
export const REPLY_NOTE = 'Replies to this mail are not read and decide nothing.';

/** The maximum of each part of a mail. Some providers cut mails over 100 KB. */
export const MAX_BYTES = {
  title: 500,
  text: 6_000,
  label: 100,
  value: 1_000,
  details: 4_000,
  section: 5_000,
} as const;
export const MAX_FACTS = 20;
