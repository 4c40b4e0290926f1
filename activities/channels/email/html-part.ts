import { utf8Bytes } from '../../../contract/limits';
import { showCommand } from '../../../rules/notifications/show-command';
import { showOn } from '../../../rules/notifications/show-on';
import type { Message } from '../channel';
import { cutNote } from '../cut-note';
import { httpLink } from '../http-link';
import { BYTES, MOST_FACTS } from './bounds';
import { ANSWERS, invitation } from './invitation';

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
  const isCut = utf8Bytes(details ?? '') > BYTES.details;
  const shown = showOn('html', title, BYTES.title);
  const body = [
    `<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${shown}</h1>`,
    text && `<div style="${QUOTED}">${showOn('html', text, BYTES.text)}</div>`,
    ...facts.slice(0, MOST_FACTS).map(fact),
    details &&
      `<pre style="${QUOTED};font-family:ui-monospace,Menlo,Consolas,monospace;font-size:14px">${showOn('html', details, BYTES.details)}</pre>`,
    isCut && `<p style="margin:0 0 16px">${cutNote(link)}</p>`,
    message.items && listed(message.items),
    way(message, link),
    message.isCall && `<p style="margin:16px 0 0;font-size:14px">${ANSWERS}</p>`,
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
  const shown = { label: showOn('html', label, BYTES.label), value: showOn('html', value, BYTES.value) };
  return `<p style="margin:0 0 8px"><b>${shown.label}</b><br>${shown.value}</p>`;
}

function listed(items: NonNullable<Message['items']>): string {
  const entries = items.map(({ title, link }) => {
    const shown = showOn('html', title, BYTES.title);
    const address = httpLink(link);
    return `<li style="margin:0 0 8px">${address === undefined ? shown : anchor(address, shown)}</li>`;
  });
  return `<ul style="margin:0 0 16px;padding-left:20px">\n${entries.join('\n')}\n</ul>`;
}

function way(message: Message, link: string | undefined): string {
  if (link !== undefined)
    return `<p style="margin:24px 0 0">${anchor(link, invitation(message), BUTTON)}</p>`;
  const command = message.items === undefined ? showCommand(message.subject) : 'hitl list';
  return `<p style="margin:24px 0 0"><code>${showOn('html', command)}</code></p>`;
}

function anchor(link: string, shown: string, style?: string): string {
  return `<a href="${showOn('html', link)}"${style === undefined ? '' : ` style="${style}"`}>${shown}</a>`;
}
