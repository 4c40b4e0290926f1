import { exactNumber, groupedNumber } from '../../../rules/presentation/number';

/*
 * A line chart as SVG: axes, labels and values, without a script. A screen reader gets the title and every value.
 */

const WIDTH = 340;
const HEIGHT = 150;
const PLOT = { left: 46, right: 326, top: 14, bottom: 120 } as const;

/** Fewer points do not make a useful chart, and the timeline shows their values. */
const MIN_POINTS = 3;
const MAX_DOTS = 30;
const TICKS = 3;

export interface ChartPoint {
  /** The number of the step or the report. */
  at: number;
  value: number;
}

interface ChartProps {
  title: string;
  /** What the points are: `step`, `report`. */
  noun: string;
  points: readonly ChartPoint[];
  /** The axis shows at least the values from `min` to `max`. */
  min: number;
  max?: number;
  locale?: string | undefined;
}

/** A number over the steps of a run. Empty for fewer than three points. */
export function Chart({ title, noun, points, min, max = min, locale }: ChartProps) {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < MIN_POINTS) return null;
  const values = points.map(({ value }) => value);
  const ticks = ticksBetween(Math.min(min, ...values), Math.max(max, ...values));
  const [bottom = 0, top = 1] = [ticks[0], ticks.at(-1)];
  const x = (index: number) => PLOT.left + (index / (points.length - 1)) * (PLOT.right - PLOT.left);
  const y = (value: number) =>
    PLOT.bottom - ((value - bottom) / (top - bottom || 1)) * (PLOT.bottom - PLOT.top);
  const places = points.map(({ value }, index) => ({ cx: x(index).toFixed(1), cy: y(value).toFixed(1) }));
  const show = (value: number) => groupedNumber(rounded(value), locale);
  const id = `chart-${title.toLowerCase().replace(/\W+/g, '-')}`;
  const named = [0, Math.floor((points.length - 1) / 2), points.length - 1];
  return (
    <figure class="chart">
      <figcaption>
        {title} <strong>{show(last.value)}</strong>{' '}
        <span class="hint">{`after ${noun} ${last.at}, from ${show(Math.min(...values))} to ${show(Math.max(...values))}`}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={`${id}-title ${id}-desc`}>
        <title id={`${id}-title`}>{`${title} by ${noun}`}</title>
        <desc id={`${id}-desc`}>{described(points, noun)}</desc>
        {ticks.map((tick) => (
          <>
            <line class="grid" x1={PLOT.left} x2={PLOT.right} y1={y(tick)} y2={y(tick)} />
            <text class="tick" x={PLOT.left - 6} y={y(tick) + 4} text-anchor="end">
              {show(tick)}
            </text>
          </>
        ))}
        <line class="axis" x1={PLOT.left} x2={PLOT.left} y1={PLOT.top} y2={PLOT.bottom} />
        <line class="axis" x1={PLOT.left} x2={PLOT.right} y1={PLOT.bottom} y2={PLOT.bottom} />
        {[...new Set(named)].map((index) => (
          <text
            class="tick"
            x={x(index)}
            y={PLOT.bottom + 16}
            text-anchor={index === 0 ? 'start' : index === points.length - 1 ? 'end' : 'middle'}
          >
            {`${noun} ${points[index]?.at ?? ''}`}
          </text>
        ))}
        <polyline class="course" points={places.map(({ cx, cy }) => `${cx},${cy}`).join(' ')} />
        {points.map(({ at, value }, index) =>
          points.length <= MAX_DOTS || index === points.length - 1 ? (
            <circle class="dot" cx={places[index]?.cx} cy={places[index]?.cy} r="3.5">
              <title>{`${noun} ${at}: ${exactNumber(value)}`}</title>
            </circle>
          ) : null,
        )}
      </svg>
    </figure>
  );
}

/** Every value in words: `Step 1: 0.92, step 2: 0.81.` */
function described(points: readonly ChartPoint[], noun: string): string {
  const text = points.map(({ at, value }) => `${noun} ${at}: ${exactNumber(value)}`).join(', ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** Round numbers from at or below `low` to at or above `high`: 0, 0.5, 1, or 0, 5, 10, 15. */
export function ticksBetween(low: number, highest: number): number[] {
  const high = highest > low ? highest : low + (Math.abs(low) || 1);
  const step = roundStep((high - low) / TICKS);
  const from = Math.floor(rounded(low / step));
  const to = Math.max(from + 1, Math.ceil(rounded(high / step)));
  return Array.from({ length: to - from + 1 }, (_, index) => rounded((from + index) * step));
}

/** The next of 1, 2, 5 times a power of ten. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((factor) => step <= factor * power * 1.0001) ?? 10);
}

/** The number without the noise of adding decimal fractions. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
