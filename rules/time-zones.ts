import { closestName, truncateToBytes, visibleLine } from './text';

const city = (zone: string) => zone.split('/').at(-1) ?? zone;

/** The error text for a time zone that does not exist. */
export function wrongTimeZone(zone: string): string {
  const meant = closestTimeZone(zone);
  const advice = meant === undefined ? "write one such as 'Europe/Berlin'" : `did you mean '${meant}'?`;
  return `'${truncateToBytes(visibleLine(zone), 100)}' is not an IANA time zone: ${advice}`;
}

/** The IANA time zone that `zone` probably means: by its whole name, or by its city alone, such as `Berlin`. */
function closestTimeZone(zone: string): string | undefined {
  const known = Intl.supportedValuesOf('timeZone');
  const written = zone.trim().replaceAll(' ', '_');
  const same = (name: string) => name.toLowerCase() === city(written).toLowerCase();
  const meant = closestName(written, known) ?? known.find((name) => same(city(name)));
  if (meant !== undefined) return meant;
  const near = closestName(city(written), known.map(city));
  return near === undefined ? undefined : known.find((name) => city(name) === near);
}
