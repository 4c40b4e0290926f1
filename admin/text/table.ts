import type pc from 'picocolors';
import stringWidth from 'string-width';
import type { RunStatus, EscalationStatus, RequestStatus, Severity } from '../../contract/names';
import { barred } from '../../rules/text';

/*
 * Tables, fields, statuses and JSON blocks for a terminal.
 */

/** A column of a table. */
export interface Column<Row> {
  title: string;
  of: (row: Row) => string;
  /**
   * The minimum width to which it may be cut. Absent for a column that is never cut, such as an id, which people copy.
   */
  least?: number;
  /** Left out if the table does not fit otherwise: the lowest number first. Absent for a column that always stays. */
  drop?: number;
  /** If it is left out, its text is shown on a line below the row. */
  below?: true;
  paint?: (cell: string, row: Row) => string;
}

const GAP = '  ';

/**
 * Rows under titles, in columns as wide as their widest cell. If the table is wider than `width`, the widest columns that
 * may be cut are cut until a row fits. If that is not enough, columns that may be left out are left out. Cells must be
 * single lines that are safe to show.
 */
export function table<Row>(all: Column<Row>[], rows: readonly Row[], width = Infinity): string {
  const columns = shown(all, rows, width);
  const cells = rows.map((row) => columns.map(({ of }) => of(row)));
  const widths = fit(
    columns.map(({ title, least }, index) => ({
      wide: Math.max(stringWidth(title), ...cells.map((line) => stringWidth(line[index] ?? ''))),
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
  const moved = all.filter((column) => column.below && !columns.includes(column));
  const belowOf = (row: Row) =>
    moved.flatMap(({ of }) => (of(row) === '' ? [] : [pad(`${GAP}${of(row)}`, width, true)]));
  return [
    line(columns.map(({ title }) => title)),
    ...rows.flatMap((row, index) => [line(cells[index] ?? [], row), ...belowOf(row)]),
  ].join('\n');
}

/** The columns that fit at their minimum widths. */
function shown<Row>(all: Column<Row>[], rows: readonly Row[], width: number): Column<Row>[] {
  const leastOf = ({ title, of, least = Infinity }: Column<Row>) =>
    Math.min(least, Math.max(stringWidth(title), ...rows.map((row) => stringWidth(of(row)))));
  let columns = all;
  const total = () => columns.reduce((sum, column) => sum + leastOf(column) + GAP.length, -GAP.length);
  while (total() > width) {
    const next = Math.min(...columns.map(({ drop = Infinity }) => drop));
    if (next === Infinity) break;
    columns = columns.filter(({ drop }) => drop !== next);
  }
  return columns;
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
  if (stringWidth(text) > width) return `${cut(text, width - 1)}…`;
  return isLast ? text : text + ' '.repeat(width - stringWidth(text));
}

/** The beginning of a text, at most this wide. */
function cut(text: string, width: number): string {
  let beginning = '';
  for (const character of text) {
    if (stringWidth(beginning + character) > width) break;
    beginning += character;
  }
  return beginning;
}

/** The style of a text: with colours on a terminal, without them elsewhere. */
export interface TextStyle {
  readonly colours: ReturnType<typeof pc.createColors>;
  /** The width of the terminal. Absent if the text does not go to a terminal. */
  readonly columns?: number;
}

/** Returns a field's lines: its values below each other, with its name before the first. */
export type Field = (name: string, values: string[]) => string[];

export function fieldWriter({ colours }: TextStyle): Field {
  return (name, values) =>
    values.map((value, index) => `${colours.dim((index === 0 ? name : '').padEnd(14))}${value}`);
}

/** A status in its colour. */
export function paintStatus(
  { colours }: TextStyle,
  status: RequestStatus | EscalationStatus | RunStatus,
): string {
  const paint = {
    pending: colours.yellow,
    acknowledged: colours.cyan,
    running: colours.yellow,
    approved: colours.green,
    answered: colours.cyan,
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

/** A severity in its colour. */
export function paintSeverity({ colours }: TextStyle, severity: Severity): string {
  const paint = {
    low: colours.dim,
    medium: colours.cyan,
    high: colours.yellow,
    critical: colours.red,
  }[severity];
  return paint(severity);
}

/** A text of several lines, each with a bar before it. */
export function quoted(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : ['', ...barred(text)];
}
