/** A bar with its value, and the range over the rounds. */
export interface Bar {
  label: string;
  value: number;
  min?: number;
  max?: number;
  text: string;
}

export interface Chart {
  title: string;
  /** Says which end is better, and the scale. */
  subtitle: string;
  bars: Bar[];
  /** For values that differ by orders of magnitude. */
  isLogarithmic?: boolean;
}

const WIDTH = 720;
const LABEL = 130;
const ROW = 34;
const TOP = 62;
const RIGHT = 130;

/** A bar chart as SVG. It follows the reader's colour scheme. */
export function barChart({ title, subtitle, bars, isLogarithmic = false }: Chart): string {
  const height = TOP + bars.length * ROW + 12;
  const largest = Math.max(...bars.map(({ value, max }) => max ?? value));
  const smallest = Math.min(...bars.map(({ value, min }) => Math.max(min ?? value, Number.MIN_VALUE)));
  const room = WIDTH - LABEL - RIGHT;
  // A decade below the smallest value, so that its bar has a length.
  const floor = Math.log10(smallest) - 0.5;
  const x = (value: number) => {
    const part = isLogarithmic
      ? (Math.log10(Math.max(value, smallest)) - floor) / (Math.log10(largest) - floor)
      : value / largest;
    return Math.round(part * room * 10) / 10;
  };
  const rows = bars.map(({ label, value, min, max, text }, index) => {
    const y = TOP + index * ROW;
    const middle = y + 11;
    const range =
      min === undefined || max === undefined || min === max
        ? ''
        : `<path class="range" d="M${LABEL + x(min)} ${middle}H${LABEL + x(max)}M${LABEL + x(min)} ${y + 6}v10M${LABEL + x(max)} ${y + 6}v10"/>`;
    const end = LABEL + Math.max(x(value), x(max ?? value));
    return [
      `<text class="label" x="${LABEL - 10}" y="${middle + 5}" text-anchor="end">${escape(label)}</text>`,
      `<rect class="${index === 0 ? 'ours' : 'peer'}" x="${LABEL}" y="${y}" width="${Math.max(x(value), 1)}" height="22" rx="3"/>`,
      range,
      `<text class="value" x="${end + 8}" y="${middle + 5}">${escape(text)}</text>`,
    ].join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}">
<style>
svg{font-family:system-ui,sans-serif;background:#fff}
.title{font-size:17px;font-weight:600;fill:#1f2328}.sub{font-size:13px;fill:#59636e}
.label,.value{font-size:13px;fill:#1f2328}
.ours{fill:#0a66c2}.peer{fill:#9aa7b4}.range{stroke:#1f2328;stroke-width:1.5;fill:none}
@media (prefers-color-scheme:dark){svg{background:#0d1117}.title,.label,.value{fill:#f0f6fc}.sub{fill:#9198a1}
.ours{fill:#58a6ff}.peer{fill:#57606a}.range{stroke:#f0f6fc}}
</style>
<text class="title" x="10" y="26">${escape(title)}</text>
<text class="sub" x="10" y="46">${escape(subtitle)}</text>
${rows.join('\n')}
</svg>
`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
