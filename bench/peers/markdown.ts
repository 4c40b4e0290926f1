import { digits } from '../format';
import type { Spread } from '../stats';
import { PEER_NAMES, type PeerName } from './peers';
import type { Chart } from './plot';
import type { Results } from './results';

/** Adds a chart to the page. Returns the line that shows it. */
export type Draw = (name: string, chart: Chart) => string;

/** A table in Markdown. */
export function table(head: string[], rows: string[][]): string {
  const safe = (cell: string) => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');
  const line = (cells: string[]) => `| ${cells.map(safe).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The peers that have an entry, in the order of the page. */
export function namesIn({ peers }: Results): PeerName[] {
  return PEER_NAMES.filter((name) => peers[name] !== undefined);
}

/** A number with about three significant digits. */
export function figure(value: number): string {
  return digits(value, value >= 100 ? 0 : value >= 1 ? 1 : 2);
}

/** The median, and the lowest and highest value where they differ. */
export function figures({ median, min, max }: Spread): string {
  return min === max ? figure(median) : `${figure(median)} (${figure(min)} to ${figure(max)})`;
}
