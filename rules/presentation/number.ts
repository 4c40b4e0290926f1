/** A number with thousands separators: `748,650`. All of its digits are shown. @param locale default English */
export function groupedNumber(value: number, locale = 'en'): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value);
}

/** A number exactly as JSON writes it. */
export function exactNumber(value: number): string {
  return JSON.stringify(value);
}
