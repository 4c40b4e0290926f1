/** The formats by locale. Creating a format takes longer than using it. */
const formats = new Map<string, Intl.NumberFormat>();
const MAX_FORMATS = 100;

function formatFor(locale: string): Intl.NumberFormat {
  const known = formats.get(locale);
  if (known !== undefined) return known;
  if (formats.size >= MAX_FORMATS) formats.clear();
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
  formats.set(locale, format);
  return format;
}

/** A number with thousands separators and all of its digits: `748,650`. @param locale default English */
export function groupedNumber(value: number, locale = 'en'): string {
  return formatFor(locale).format(value);
}

/** The number as the language writes it, if that differs from how JSON writes it. */
export function shownNumber(value: number, locale?: string): string | undefined {
  const written = groupedNumber(value, locale);
  return written === exactNumber(value) ? undefined : written;
}

/** Writes numbers in a language. */
export function numberIn(locale: string): (value: number) => string {
  return (value) => groupedNumber(value, locale);
}

/** A measured number for people, without the noise of binary fractions: `0.65` for 0.6499999999999999. */
export function measuredNumber(value: number, locale = 'en'): string {
  return groupedNumber(Math.round(value * 1e9) / 1e9, locale);
}

/** A number exactly as JSON writes it. */
export function exactNumber(value: number): string {
  return JSON.stringify(value);
}

/** `1 row`, `1,412 lines`. */
export function count(number: number, noun: string): string {
  return `${groupedNumber(number)} ${noun}${number === 1 ? '' : 's'}`;
}
