/** A time in milliseconds since 1970, as the record writes it. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
