import type { PropsWithChildren } from 'hono/jsx';
import { escapeFor } from '../../../rules/notifications/escape-for';
import { cutNote, httpLink, type Message, commandOf } from '../channel';
import { fitLines } from '../fit-lines';
import { REPLY_NOTE, MAX_BYTES, linkLabel, MAX_FACTS } from './text';

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:16px;line-height:1.5';
/** Also wraps long words, since a phone is narrow. */
const WRAP = 'overflow-wrap:anywhere;word-break:break-word';
const QUOTED = `margin:0 0 16px;padding-left:12px;border-left:3px solid #888;white-space:pre-wrap;${WRAP}`;
const MONOSPACE = `${QUOTED};font-family:ui-monospace,Menlo,Consolas,monospace;font-size:14px`;
const BUTTON =
  'display:inline-block;padding:12px 20px;border:2px solid #1a66d6;border-radius:6px;background-color:#1a66d6;' +
  'color:#ffffff;font-weight:600;text-decoration:none';

/**
 * A message as HTML: one column, no pictures, no scripts, and no colours except in the button, so that mail programs can
 * switch to dark mode. JSX escapes every text.
 */
export function htmlPart(message: Message): string {
  const { title, text, facts, details, sections = [], items } = message;
  const link = httpLink(message.link);
  const fitting = fitLines(details ?? '', MAX_BYTES.details);
  const shownTitle = shown(title, MAX_BYTES.title);
  // Nothing in it is asynchronous, so it is a string by itself.
  const page: { toString(): string } = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{shownTitle}</title>
      </head>
      <body style="margin:0;padding:16px">
        <div style={`max-width:600px;margin:0 auto;${FONT};${WRAP}`}>
          <h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">{shownTitle}</h1>
          {text ? <div style={QUOTED}>{shown(text, MAX_BYTES.text)}</div> : null}
          {facts.slice(0, MAX_FACTS).map(({ label, value }) => (
            <p style="margin:0 0 8px">
              <b>{shown(label, MAX_BYTES.label)}</b>
              <br />
              {shown(value, MAX_BYTES.value)}
            </p>
          ))}
          {details ? <pre style={MONOSPACE}>{fitting.shown}</pre> : null}
          {fitting.leftOut ? <p style="margin:0 0 16px">{cutNote(fitting.leftOut, link)}</p> : null}
          {sections.map((section) => (
            <Section {...section} link={link} />
          ))}
          {items ? <Items items={items} /> : null}
          <p style="margin:24px 0 0">
            {link === undefined ? (
              <code>{items === undefined ? shown(commandOf(message)) : 'hitl list'}</code>
            ) : (
              <Link to={link} style={BUTTON}>
                {linkLabel(message)}
              </Link>
            )}
          </p>
          {message.isActionable ? <p style="margin:16px 0 0;font-size:14px">{REPLY_NOTE}</p> : null}
        </div>
      </body>
    </html>
  );
  return `<!doctype html>\n${page.toString()}\n`;
}

function Section({ heading, text, link }: { heading: string; text: string; link: string | undefined }) {
  const fitting = fitLines(text, MAX_BYTES.section);
  return (
    <>
      <p style="margin:0 0 8px">
        <b>{shown(heading, MAX_BYTES.label)}</b>
      </p>
      <pre style={MONOSPACE}>{fitting.shown}</pre>
      {fitting.leftOut ? <p style="margin:0 0 16px">{cutNote(fitting.leftOut, link)}</p> : null}
    </>
  );
}

/** The text with invisible characters made visible, at most `bytes` long. */
function shown(text: string, bytes?: number): string {
  return escapeFor('plain', text, bytes);
}

function Items({ items }: { items: NonNullable<Message['items']> }) {
  return (
    <ul style="margin:0 0 16px;padding-left:20px">
      {items.map(({ title, link }) => {
        const address = httpLink(link);
        const text = shown(title, MAX_BYTES.title);
        return (
          <li style="margin:0 0 8px">{address === undefined ? text : <Link to={address}>{text}</Link>}</li>
        );
      })}
    </ul>
  );
}

function Link({ to, style, children }: PropsWithChildren<{ to: string; style?: string }>) {
  return (
    <a href={shown(to)} style={style}>
      {children}
    </a>
  );
}
