import { adminRows } from './report-admin';
import { besidesRows } from './report-besides';
import { comparedRows } from './report-compared';
import type { Results } from './results';

/** The cells: name, ours, bare, by hand, and the ratios of ours to both. */
export type Row = string[];

/** The results as a table. */
export function report(results: Results): string {
  const rows: Row[] = [
    ['', 'ours', 'bare', 'by hand', 'ours / bare, by pairs (min to max)', 'ours / by hand'],
    ...comparedRows(results),
    ...besidesRows(results),
    ...adminRows(results),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
