import type { RunRecord } from '../../contract/run';

/** How far a run got: `2 steps, 1 error, cost 0.4`. */
export function describeTotals({ form, totals }: Pick<RunRecord, 'form' | 'totals'>): string {
  const { steps, reports, errors, cost } = totals;
  const done = form === 'hosted' ? counted(steps, 'step') : counted(reports, 'report');
  return `${done}, ${counted(errors, 'error')}, cost ${Math.round(cost * 1e6) / 1e6}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
