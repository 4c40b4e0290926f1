const WIDTH = 320;
const HEIGHT = 72;
const EDGE = 6;

interface ChartProps {
  title: string;
  /** One value for each event. Undefined values are left out. */
  points: readonly (number | undefined)[];
  min?: number;
  max?: number;
}

/** A small line chart of a number over time. The timeline has the exact numbers. */
export function Chart({ title, points, min, max }: ChartProps) {
  const values = points.filter((point) => point !== undefined);
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined) return null;
  const bottom = Math.min(min ?? Infinity, ...values);
  const top = Math.max(max ?? -Infinity, ...values);
  const x = (index: number) =>
    EDGE + (values.length === 1 ? 0.5 : index / (values.length - 1)) * (WIDTH - 2 * EDGE);
  const y = (value: number) =>
    HEIGHT - EDGE - (top === bottom ? 0.5 : (value - bottom) / (top - bottom)) * (HEIGHT - 2 * EDGE);
  const places = values.map((value, index) => [x(index).toFixed(1), y(value).toFixed(1)] as const);
  const label = `${title}: ${short(first)} first, ${short(last)} last, from ${short(Math.min(...values))} to ${short(Math.max(...values))}`;
  return (
    <figure class="chart">
      <figcaption>
        {title} <strong>{short(last)}</strong>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <line class="axis" x1="0" x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} />
        <polyline class="course" points={places.map((place) => place.join(',')).join(' ')} />
        {places.map(([cx, cy], index) =>
          places.length <= 30 || index === places.length - 1 ? (
            <circle class="dot" cx={cx} cy={cy} r="3" />
          ) : null,
        )}
      </svg>
    </figure>
  );
}

function short(value: number): string {
  return `${Math.round(value * 1e4) / 1e4}`;
}
