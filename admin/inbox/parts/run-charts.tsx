import type { RunView } from '../../../client';
import { Chart, type ChartPoint } from './chart';

/** How confident the agent was, and what it had cost, after each step or report. Empty below three values. */
export function RunCharts({ run, locale }: { run: RunView; locale: string }) {
  const noun = run.form === 'hosted' ? 'step' : 'report';
  return (
    <div class="charts">
      <Chart title="Confidence" noun={noun} points={confidencePoints(run)} min={0} max={1} locale={locale} />
      <Chart title="Total cost" noun={noun} points={costPoints(run)} min={0} locale={locale} />
    </div>
  );
}

/** The confidence of each step of a hosted run, or of each report of an attached one. */
function confidencePoints(run: RunView): ChartPoint[] {
  return ownEvents(run).flatMap(({ number, confidence }) =>
    confidence === undefined ? [] : [{ at: number, value: confidence }],
  );
}

/**
 * The total cost after each event. A step says its own cost, a report of an attached agent the total so far. The record no
 * longer has the first steps of a long run, but their costs are in its total.
 */
export function costPoints(run: RunView): ChartPoint[] {
  const known = ownEvents(run).flatMap(({ number, cost }) =>
    cost === undefined ? [] : [{ at: number, value: cost }],
  );
  if (run.form === 'attached') return known;
  let total = run.totals.cost - known.reduce((sum, { value }) => sum + value, 0);
  return known.map(({ at, value }) => ({ at, value: withoutNoise((total += value)) }));
}

function ownEvents({ form, events }: RunView) {
  return events.filter(({ what }) => what === (form === 'hosted' ? 'step' : 'report'));
}

/** The sum without the rounding errors of adding decimal fractions. */
function withoutNoise(sum: number): number {
  return Math.round(sum * 1e9) / 1e9;
}
