import { utf8Bytes } from '../../../contract/limits';
import { showCommand } from '../../../rules/notifications/compose';
import { escapeFor } from '../../../rules/notifications/escape-for';
import { cutNote, httpLink, type Message } from '../channel';
import { REPLY_NOTE, MAX_BYTES, linkLabel, MAX_FACTS } from './text';

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:16px;line-height:1.5';
/** Wraps what has no spaces to wrap at: a phone is narrow. */
const WRAP = 'overflow-wrap:anywhere;word-break:break-word';
const QUOTED = `margin:0 0 16px;padding-left:12px;border-left:3px solid #888;white-space:pre-wrap;${WRAP}`;
const BUTTON =
  'display:inline-block;padding:12px 20px;border:2px solid #1a66d6;border-radius:6px;background-color:#1a66d6;' +
  'color:#ffffff;font-weight:600;text-decoration:none';

/**
 * A message as HTML: one column, no pictures, no script, and no colours but the button's, so that a mail program may turn
 * light into dark.
 */
export function htmlPart(message: Message): string {
  const { title, text, facts, details } = message;
  const link = httpLink(message.link);
  const isCut = utf8Bytes(details ?? '') > MAX_BYTES.details;
  const shown = escapeFor('html', title, MAX_BYTES.title);
  const body = [
    `<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${shown}</h1>`,
    text && `<div style="${QUOTED}">${escapeFor('html', text, MAX_BYTES.text)}</div>`,
    ...facts.slice(0, MAX_FACTS).map(fact),
    details &&
      `<pre style="${QUOTED};font-family:ui-monospace,Menlo,Consolas,monospace;font-size:14px">${escapeFor('html', details, MAX_BYTES.details)}</pre>`,
    isCut && `<p style="margin:0 0 16px">${cutNote(link)}</p>`,
    message.items && listed(message.items),
    linkOrCommand(message, link),
    message.isCall && `<p style="margin:16px 0 0;font-size:14px">${REPLY_NOTE}</p>`,
  ];
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${shown}</title></head>`,
    `<body style="margin:0;padding:16px"><div style="max-width:600px;margin:0 auto;${FONT};${WRAP}">`,
    ...body.filter(Boolean),
    '</div></body></html>',
    '',
  ].join('\n');
}

function fact({ label, value }: Message['facts'][number]): string {
  const shown = {
    label: escapeFor('html', label, MAX_BYTES.label),
    value: escapeFor('html', value, MAX_BYTES.value),
  };
  return `<p style="margin:0 0 8px"><b>${shown.label}</b><br>${shown.value}</p>`;
}

function listed(items: NonNullable<Message['items']>): string {
  const entries = items.map(({ title, link }) => {
    const shown = escapeFor('html', title, MAX_BYTES.title);
    const address = httpLink(link);
    return `<li style="margin:0 0 8px">${address === undefined ? shown : anchor(address, shown)}</li>`;
  });
  return `<ul style="margin:0 0 16px;padding-left:20px">\n${entries.join('\n')}\n</ul>`;
}

function linkOrCommand(message: Message, link: string | undefined): string {
  if (link !== undefined) return `<p style="margin:24px 0 0">${anchor(link, linkLabel(message), BUTTON)}</p>`;
  const command = message.items === undefined ? showCommand(message.subject) : 'hitl list';
  return `<p style="margin:24px 0 0"><code>${escapeFor('html', command)}</code></p>`;
}

function anchor(link: string, shown: string, style?: string): string {
  return `<a href="${escapeFor('html', link)}"${style === undefined ? '' : ` style="${style}"`}>${shown}</a>`;
}
