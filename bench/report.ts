import { deskRows } from './report-desk';
import { besideBareRows } from './report-beside-bare';
import { besidesRows } from './report-besides';
import type { Results } from './results';

export type Row = [what: string, ours: string, other: string, ratio: string];

/** The results as a table for people. */
export function report(results: Results): string {
  const rows: Row[] = [
    ['', 'ours', 'bare', 'ratio, by pairs (min to max)'],
    ...besideBareRows(results),
    ...besidesRows(results),
    ...deskRows(results),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
