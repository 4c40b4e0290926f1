import { PEER_NAMES, type PeerName } from './peers';
import type { Chart } from './plot';
import type { Results } from './results';

/** Adds a chart to the page. Returns the line that shows it. */
export type Draw = (name: string, chart: Chart) => string;

/** A table in Markdown. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The peers that have an entry, in the order of the page. */
export function namesIn({ peers }: Results): PeerName[] {
  return PEER_NAMES.filter((name) => peers[name] !== undefined);
}
