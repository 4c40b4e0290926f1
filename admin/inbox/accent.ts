/*
 * The accent colour of the operator, where it can be read. WCAG 2.2 AA asks for a contrast of 4.5.
 */

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [16, 19, 31];
const LIGHT_PAPER: Rgb = [251, 251, 250];
const DARK_CARD: Rgb = [28, 30, 34];
const MIN_CONTRAST = 4.5;
/** A little more than needed, because colours are rounded. */
const WANTED = MIN_CONTRAST + 0.05;

/** The style that sets the accent colour, for light and dark. `accent` is `#rrggbb`. */
export function accentStyle(accent: string): string {
  const light = theme(fromHex(accent), { paper: LIGHT_PAPER, towards: BLACK, tint: 0.08 });
  const dark = theme(fromHex(accent), { paper: DARK_CARD, towards: WHITE, tint: 0.16 });
  return `:root{${light}}\n@media (prefers-color-scheme:dark){:root{${dark}}}\n`;
}

function theme(accent: Rgb, { paper, towards, tint }: { paper: Rgb; towards: Rgb; tint: number }): string {
  const tinted = mix(paper, accent, tint);
  const readable = (share: number) => {
    const colour = mix(accent, towards, share);
    return Math.min(contrast(colour, paper), contrast(colour, tinted)) >= WANTED ? colour : undefined;
  };
  const steps = Array.from({ length: 21 }, (_, step) => step / 20);
  const colour = steps.map(readable).find((found) => found !== undefined) ?? towards;
  const onAccent = contrast(colour, WHITE) >= contrast(colour, BLACK) ? WHITE : BLACK;
  return `--accent:${toHex(colour)};--on-accent:${toHex(onAccent)};--tint:${toHex(tinted)}`;
}

/** The contrast of two colours by WCAG, from 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(a[index] * (1 - share) + b[index] * share);
  return [part(0), part(1), part(2)];
}

/** The colour of `#rrggbb`. */
export function fromHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function toHex(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
