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

/** A number exactly as JSON writes it. */
export function exactNumber(value: number): string {
  return JSON.stringify(value);
}

/** `1 row`, `1,412 lines`. */
export function count(number: number, noun: string): string {
  return `${groupedNumber(number)} ${noun}${number === 1 ? '' : 's'}`;
}
