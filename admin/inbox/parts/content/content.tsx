import type { Child } from 'hono/jsx';
import { type Content, describe, type Entry } from '../../../../rules/presentation/content';
import { count, exactNumber, shownNumber } from '../../../../rules/presentation/number';
import { exactLine, visible, visibleLine as line } from '../../../../rules/text';
import { leaveAt } from '../../addresses';
import { At } from '../values';
import { Block } from './block';
import { Folded, FOLD, Parts } from './fold';

/*
 * The content tree as HTML. All of it is in the page. What does not fit is folded and counted, and the browser's search still
 * finds it. Pictures are never loaded, and links lead to a page that warns first.
 */

interface ContentProps {
  content: Content;
  /** The language for numbers. */
  locale?: string | undefined;
  /** How many objects and lists are around this one. */
  depth?: number;
}

/** A JSON value as rows, tables, lists and blocks. */
export function Value({ value, locale }: { value: unknown; locale?: string | undefined }) {
  return (
    <div class="content">
      <Shown content={describe(value)} locale={locale} />
    </div>
  );
}

/** Whether a part of the value is folded. What was not opened was not read. */
export function isFolded(value: unknown): boolean {
  // Only the markup shows what is folded. A value cannot contain this tag, because its texts are escaped.
  const markup = (<Value value={value} />) as unknown as { toString: () => string };
  return markup.toString().includes('<details class="fold"');
}

function Shown({ content, locale, depth = 0 }: ContentProps): Child {
  switch (content.kind) {
    case 'object':
      return <Entries entries={content.entries} locale={locale} depth={depth} />;
    case 'email':
      return <Mail mail={content} locale={locale} depth={depth} />;
    case 'table':
      return <Table table={content} locale={locale} />;
    case 'list':
      return <List items={content.items} locale={locale} depth={depth} />;
    case 'block':
      return <Block block={content} />;
    default:
      return <Inline content={content} locale={locale} />;
  }
}

/** A value that fits on one line. */
export function Inline({ content, locale }: Omit<ContentProps, 'depth'>): Child {
  switch (content.kind) {
    case 'nothing':
      return <span class="nothing">{content.word}</span>;
    case 'boolean':
      return (
        <>
          {content.value ? 'yes' : 'no'} <span class="exact">{`${content.value}`}</span>
        </>
      );
    case 'number': {
      const [exact, written] = [
        exactNumber(content.value),
        content.grouped && shownNumber(content.value, locale),
      ];
      if (!written) return <span class="number">{exact}</span>;
      return (
        <>
          <span class="number">{written}</span> <span class="exact">{exact}</span>
        </>
      );
    }
    case 'time':
      return (
        <>
          <At iso={new Date(content.text).toISOString()} seconds utc={false} />{' '}
          <span class="exact">{line(content.text)}</span>
        </>
      );
    case 'link':
      return <Link text={content.text} host={content.host} />;
    case 'code':
      return <code>{exactLine(content.text)}</code>;
    case 'words':
      return exactLine(content.text);
    default:
      return null;
  }
}

/** A web address with a link to the page that warns. */
function Link({ text, host }: { text: string; host: string }) {
  return (
    <>
      <Address text={text} host={host} />{' '}
      <a class="leave" href={leaveAt(text)}>
        Open {line(host)}
      </a>
    </>
  );
}

/** A web address as text, its host in bold. A host that is written in another way there stands beside it. */
export function Address({ text, host }: { text: string; host: string }) {
  const shown = line(text);
  const at = shown.toLowerCase().lastIndexOf(host.toLowerCase(), endOfHost(shown));
  if (at < 0)
    return (
      <span class="address">
        {shown} <span class="exact">{line(host)}</span>
      </span>
    );
  return (
    <span class="address">
      {shown.slice(0, at)}
      <strong>{shown.slice(at, at + host.length)}</strong>
      {shown.slice(at + host.length)}
    </span>
  );
}

/** Where the path of a web address begins. A user name before the host may contain the same text as the host. */
function endOfHost(address: string): number {
  return /^https?:[\\/]*[^\\/?#]*/i.exec(address)?.[0].length ?? 0;
}

/** Whether the content fits on one line. */
export const isInline = ({ kind }: Content) => !['object', 'email', 'table', 'list', 'block'].includes(kind);

function Entries({ entries, locale, depth = 0 }: { entries: Entry[] } & Omit<ContentProps, 'content'>) {
  return (
    <Parts items={entries} first={FOLD.entries} noun="field">
      {(some) => (
        <dl class="entries">
          {some.map(({ key, label, content }) => (
            <div
              class={isInline(content) ? 'entry' : 'entry tall'}
              title={label === key ? undefined : line(key)}
            >
              <dt>
                <Label label={label} />
              </dt>
              <dd>
                <Nested content={content} label={label} locale={locale} depth={depth + 1} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Parts>
  );
}

function Label({ label }: { label: string }): Child {
  return label === '' ? <span class="nothing">empty key</span> : exactLine(label);
}

/** What is nested deeper than this is folded, with its size. */
function Nested({ content, label, locale, depth = 0 }: ContentProps & { label: string }) {
  const shown = <Shown content={content} locale={locale} depth={depth} />;
  const size = depth > FOLD.depth ? sizeOf(content) : undefined;
  if (size === undefined) return shown;
  return <Folded summary={`Show ${size} of ${line(label)}`}>{shown}</Folded>;
}

function sizeOf(content: Content): string | undefined {
  if (content.kind === 'object') return count(content.entries.length, 'field');
  if (content.kind === 'list') return count(content.items.length, 'item');
  return content.kind === 'table' ? count(content.rows.length, 'row') : undefined;
}

function List({ items, locale, depth = 0 }: { items: Content[] } & Omit<ContentProps, 'content'>) {
  return (
    <Parts items={items} first={FOLD.items} noun="item">
      {(some, from) => (
        <ol class="items" start={from + 1}>
          {some.map((item, index) => (
            <li>
              <Nested content={item} label={`item ${from + index + 1}`} locale={locale} depth={depth + 1} />
            </li>
          ))}
        </ol>
      )}
    </Parts>
  );
}

function Table({
  table,
  locale,
}: {
  table: Extract<Content, { kind: 'table' }>;
  locale?: string | undefined;
}) {
  const { columns, rows } = table;
  return (
    <Parts items={rows} first={FOLD.rows} noun="row">
      {(some) => (
        <div class="scroll" tabindex={0} role="group" aria-label={`Table with ${count(rows.length, 'row')}`}>
          <table class="table">
            <thead>
              <tr>
                {columns.map(({ key, label }) => (
                  <th scope="col" title={label === key ? undefined : line(key)}>
                    <Label label={label} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {some.map((row) => (
                <tr>
                  {row.map((cell) => (
                    <td class={cell?.kind === 'number' ? 'right' : undefined}>
                      {/* A call: a table has thousands of cells, and components take twice as long. */}
                      {cell === undefined ? null : Inline({ content: cell, locale })}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Parts>
  );
}

function Mail({
  mail: { headers, body, rest },
  locale,
  depth = 0,
}: { mail: Extract<Content, { kind: 'email' }> } & Omit<ContentProps, 'content'>) {
  return (
    <div class="mail">
      <dl class="entries">
        {headers.map(({ label, content }) => (
          <div class="entry">
            <dt>{line(label)}</dt>
            <dd>
              <Shown content={content} locale={locale} depth={depth + 1} />
            </dd>
          </div>
        ))}
      </dl>
      {body === undefined ? null : body.content.kind === 'words' ? (
        <p class="written">{visible(body.content.text)}</p>
      ) : (
        <Shown content={body.content} locale={locale} depth={depth + 1} />
      )}
      {rest.length === 0 ? null : <Entries entries={rest} locale={locale} depth={depth} />}
    </div>
  );
}
