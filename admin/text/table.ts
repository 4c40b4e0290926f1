import type pc from 'picocolors';
import type { RequestView } from '../../client';
import type { EscalationStatus } from '../../contract/escalation';
import type { RequestStatus } from '../../contract/names';
import type { RunStatus } from '../../contract/run';
import { barred, visibleLine } from '../../rules/text';

/*
 * Tables, fields, statuses and JSON blocks for a terminal.
 */

/** A column: which may be cut to fit the terminal, and by how much at most. */
export interface Column<Row> {
  title: string;
  of: (row: Row) => string;
  /** The width below which it is not cut. Absent: never cut, such as an id, which people copy. */
  least?: number;
  paint?: (cell: string, row: Row) => string;
}

const GAP = '  ';

/**
 * Rows under titles, in columns as wide as their widest cell. In a terminal of `columns` the widest of those that may
 * be cut are cut until a row fits a line. Cells are single lines that are safe to show.
 */
export function table<Row>(columns: Column<Row>[], rows: readonly Row[], width = Infinity): string {
  const cells = rows.map((row) => columns.map(({ of }) => of(row)));
  const widths = fit(
    columns.map(({ title, least }, index) => ({
      wide: Math.max(length(title), ...cells.map((line) => length(line[index] ?? ''))),
      least,
    })),
    width,
  );
  const line = (texts: string[], row?: Row) =>
    texts
      .map((text, index) => {
        const padded = pad(text, widths[index] ?? 0, index === columns.length - 1);
        const paint = columns[index]?.paint;
        return row === undefined || paint === undefined ? padded : paint(padded, row);
      })
      .join(GAP);
  return [
    line(columns.map(({ title }) => title)),
    ...cells.map((texts, index) => line(texts, rows[index])),
  ].join('\n');
}

function fit(columns: { wide: number; least?: number }[], width: number): number[] {
  const widths = columns.map(({ wide }) => wide);
  const total = () => widths.reduce((sum, wide) => sum + wide, GAP.length * (widths.length - 1));
  while (total() > width) {
    const cuttable = columns.map(({ least }, index) =>
      (widths[index] ?? 0) > (least ?? Infinity) ? (widths[index] ?? 0) : 0,
    );
    const widest = Math.max(...cuttable);
    if (widest === 0) break;
    widths[cuttable.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function pad(text: string, width: number, isLast: boolean): string {
  const characters = [...text];
  if (characters.length > width) return `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
  return isLast ? text : text + ' '.repeat(width - characters.length);
}

function length(text: string): number {
  return [...text].length;
}

/** How a text is drawn: with colours on a terminal, without them elsewhere. */
export interface TextStyle {
  readonly colours: ReturnType<typeof pc.createColors>;
}

/** Writes a field's values one below the other, its name before the first. */
export type Field = (name: string, values: string[]) => string[];

export function fieldsOf({ colours }: TextStyle): Field {
  return (name, values) =>
    values.map((value, index) => `${colours.dim((index === 0 ? name : '').padEnd(14))}${value}`);
}

/** A status in its colour; the word itself says it too. */
export function paintStatus(
  { colours }: TextStyle,
  status: RequestStatus | EscalationStatus | RunStatus,
): string {
  const paint = {
    pending: colours.yellow,
    acknowledged: colours.cyan,
    running: colours.yellow,
    approved: colours.green,
    resolved: colours.green,
    completed: colours.green,
    rejected: colours.red,
    aborted: colours.red,
    failed: colours.red,
    expired: colours.magenta,
    cancelled: colours.dim,
  }[status];
  return paint(status);
}

/** The arguments as JSON, each line behind a bar: an agent writes them, and must not look like the rest of the page. */
export function argumentsOf({ context, unknown }: RequestView): string[] {
  if (unknown?.includes('context')) return ['  not known without a worker'];
  if (Object.keys(context).length === 0) return ['  none'];
  return barred(JSON.stringify(context, undefined, 2));
}

/** Text of several lines, each behind a bar. */
export function quoted(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : ['', ...barred(text)];
}

/** A value as JSON under its title; nothing for an absent one or an empty object. */
export function jsonBlock(title: string, value: unknown): string[] {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return value === undefined || isEmpty ? [] : ['', title, ...barred(JSON.stringify(value, undefined, 2))];
}

const SHORT = 80;

/** The same beside its title where it is short, also an empty object. */
export function jsonBeside(title: string, value: unknown): string[] {
  if (value === undefined) return [];
  const json = JSON.stringify(value);
  return json.length <= SHORT ? [`${title}: ${visibleLine(json)}`] : jsonBlock(title, value).slice(1);
}
