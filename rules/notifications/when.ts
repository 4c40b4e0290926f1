/** A time as people read it: `23 Nov 2026, 14:00 UTC`. @param zone an IANA time zone; default UTC */
export function when(iso: string, zone = 'UTC'): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  });
  return `${format.format(new Date(iso))} ${zone}`;
}
