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
