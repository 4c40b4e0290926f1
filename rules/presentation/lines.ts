import stringWidth from 'string-width';
import { exactLine, visibleLine } from '../text';
import type { Content, Entry } from './content';
import { type DiffLine, diffLines } from './diff-lines';
import { count, exactNumber, shownNumber } from './number';
import { lineBreakNote, linesOf } from './text-form';

/*
 * The content tree as lines of text, for the terminal and for messages. Every line of it is complete: nothing is cut here.
 */

/** How important a part of a line is, or what it says. A terminal may colour it. */
export type Tone = 'label' | 'note' | 'added' | 'removed' | 'hunk';

export interface LineStyle {
  /** The width of a line, in columns. Longer lines are wrapped. `Infinity` where the reader wraps. */
  width: number;
  paint: (tone: Tone, text: string) => string;
  /** Writes a time for the reader, without the exact text. Undefined where the exact text is enough. */
  time?: (iso: string) => string;
  /** The language for numbers, such as `de`. Default English. */
  locale?: string;
}

/** Lines without colours that the reader wraps: for messages. */
export const PLAIN: LineStyle = { width: Infinity, paint: (_, text) => text };

/** The lines of a content tree. */
export function contentLines(content: Content, style: LineStyle): string[] {
  switch (content.kind) {
    case 'object':
      return entryLines(content.entries, style);
    case 'email':
      return entryLines(
        [...content.headers, ...content.rest, ...(content.body ? [content.body] : [])],
        style,
      );
    case 'table':
      return tableLines(content, style);
    case 'list':
      return content.items.flatMap((item, index) => itemLines(item, index, style));
    case 'block':
      return blockLines(content, style);
    default:
      return wrap(inlineText(content, style), style.width);
  }
}

/** A value that fits on one line, as text. */
export function inlineText(content: Content, { time, locale }: Pick<LineStyle, 'time' | 'locale'>): string {
  switch (content.kind) {
    case 'nothing':
      return content.word;
    case 'boolean':
      return content.value ? 'yes (true)' : 'no (false)';
    case 'number':
      return numberWithExact(content, locale);
    case 'time':
      return time === undefined
        ? visibleLine(content.text)
        : `${time(content.text)} (${visibleLine(content.text)})`;
    case 'link':
      return `${visibleLine(content.text)} (host: ${visibleLine(content.host)})`;
    case 'words':
    case 'code':
    case 'block':
      return exactLine(content.text);
    default:
      throw new Error(`a ${content.kind} does not fit on a single line`);
  }
}

const isInline = ({ kind }: Content) => !['object', 'email', 'table', 'list', 'block'].includes(kind);
const MAX_LABEL_WIDTH = 24;
const nameOf = (label: string) => exactLine(label) || 'empty key';

function entryLines(entries: readonly Entry[], style: LineStyle): string[] {
  const widest = entries
    .filter(({ content }) => isInline(content))
    .reduce((width, { label }) => Math.max(width, stringWidth(nameOf(label))), 0);
  const room = Math.min(MAX_LABEL_WIDTH, widest);
  return entries.flatMap(({ label, content }) => {
    const name = nameOf(label);
    if (!isInline(content))
      return [...labelLines(`${name}${noteOf(content)}`, style), ...inner(content, style)];
    const left = `${name}${' '.repeat(Math.max(0, room - stringWidth(name)))}  `;
    const hang = stringWidth(left) <= MAX_LABEL_WIDTH + 2 ? stringWidth(left) : 2;
    const texts = wrap(inlineText(content, style), style.width - hang);
    if (hang === 2) return [...labelLines(name, style), ...texts.map((text) => `  ${text}`)];
    return texts.map(
      (text, index) => `${index === 0 ? style.paint('label', left) : ' '.repeat(hang)}${text}`,
    );
  });
}

function labelLines(text: string, style: LineStyle): string[] {
  return wrap(text, style.width).map((line) => style.paint('label', line));
}

/** The size of what follows, so that the reader knows how much there is. */
function noteOf(content: Content): string {
  if (content.kind === 'table') return ` (${count(content.rows.length, 'row')})`;
  if (content.kind === 'list') return ` (${count(content.items.length, 'item')})`;
  if (content.kind !== 'block') return '';
  const { language, lines, characters, text } = content;
  const size = [count(lines, 'line'), count(characters, 'character')];
  return ` (${[language, ...size, lineBreakNote(text)].filter(Boolean).join(', ')})`;
}

function inner(content: Content, style: LineStyle): string[] {
  return contentLines(content, { ...style, width: style.width - 2 }).map((line) => `  ${line}`);
}

function itemLines(item: Content, index: number, style: LineStyle): string[] {
  const mark = `${index + 1}. `;
  const lines = contentLines(item, { ...style, width: style.width - mark.length });
  return lines.map((line, at) => `${at === 0 ? mark : ' '.repeat(mark.length)}${line}`);
}

function tableLines({ columns, rows }: Extract<Content, { kind: 'table' }>, style: LineStyle): string[] {
  const head = columns.map(({ label }) => nameOf(label));
  const cells = rows.map((row) => row.map((cell) => (cell === undefined ? '' : inlineText(cell, style))));
  const widths = head.map((title, column) =>
    cells.reduce((width, row) => Math.max(width, stringWidth(row[column] ?? '')), stringWidth(title)),
  );
  const total = widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1));
  // A table that does not fit would be wrapped by the terminal and could not be read: one record below the other.
  if (total > style.width)
    return rows.flatMap((row, index) =>
      itemLines(
        {
          kind: 'object',
          entries: columns.flatMap((column, at) => (row[at] ? [{ ...column, content: row[at] }] : [])),
        },
        index,
        style,
      ),
    );
  const line = (texts: string[]) =>
    texts
      .map((text, column) => text + ' '.repeat((widths[column] ?? 0) - stringWidth(text)))
      .join('  ')
      .trimEnd();
  return [style.paint('label', line(head)), ...cells.map(line)];
}

const TONES: Record<DiffLine['kind'], Tone | undefined> = {
  added: 'added',
  removed: 'removed',
  hunk: 'hunk',
  header: 'label',
  same: undefined,
};

function blockLines({ text, language }: Extract<Content, { kind: 'block' }>, style: LineStyle): string[] {
  const bar = '│ ';
  const lines = linesOf(text);
  const room = style.width - bar.length;
  if (language !== 'diff')
    return lines.flatMap((line) => wrap(visibleLine(line), room).map((part) => bar + part));
  const numbered = diffLines(lines);
  // Not `Math.max(...)`: more than 100,000 arguments overflow the stack.
  const last = numbered.reduce((most, { before = 0, after = 0 }) => Math.max(most, before, after), 0);
  const digits = `${last}`.length;
  const shown = (number: number | undefined) => `${number ?? ''}`.padStart(digits);
  return numbered.flatMap((line) => {
    const left = `${shown(line.before)} ${shown(line.after)} `;
    const tone = TONES[line.kind];
    return wrap(visibleLine(line.text), room - left.length).map((part, index) => {
      const painted = tone === undefined ? part : style.paint(tone, part);
      return `${bar}${index === 0 ? left : ' '.repeat(left.length)}${painted}`;
    });
  });
}

/** The text in lines of at most `width` columns. Characters stay in order; nothing is added or dropped. */
function wrap(text: string, width: number): string[] {
  if (!Number.isFinite(width) || stringWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const character of text) {
    const wide = stringWidth(character);
    if (used + wide > Math.max(width, 2)) {
      const space = line.lastIndexOf(' ');
      // Breaks after a word, if there is one that is not too far back.
      const keep = space > line.length / 2 ? space + 1 : line.length;
      lines.push(line.slice(0, keep));
      line = line.slice(keep);
      used = stringWidth(line);
    }
    line += character;
    used += wide;
  }
  return [...lines, line];
}

function numberWithExact({ value, grouped }: { value: number; grouped: boolean }, locale?: string): string {
  const [exact, shown] = [exactNumber(value), grouped ? shownNumber(value, locale) : undefined];
  return shown === undefined ? exact : `${shown} (${exact})`;
}
