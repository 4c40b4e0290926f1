import { defined } from '../../contract/defined';
import { type LineStyle, PLAIN } from '../presentation/lines';

/** How the reader of a message wants times and numbers. */
export interface Reader {
  /** An IANA time zone. Default UTC. */
  timeZone?: string | undefined;
  /** A BCP 47 language tag. Default British English. */
  locale?: string | undefined;
}

/** How the arguments are written for this reader. */
export function styleFor(reader: Reader): LineStyle {
  const { locale } = reader;
  return { ...PLAIN, ...defined({ locale }), time: (iso) => formatTime(iso, reader) };
}

/** A time for people: `23 Nov 2026, 15:00 Europe/Berlin (14:00 UTC)`. The date in UTC too, if it is another day there. */
export function formatTime(iso: string, { timeZone = 'UTC', locale = 'en-GB' }: Reader): string {
  const date = new Date(iso);
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return `${format.format(date)} ${timeZone}${timeZone === 'UTC' ? '' : ` (${utcBeside(date, timeZone)})`}`;
}

function utcBeside(date: Date, timeZone: string): string {
  const iso = date.toISOString();
  const day = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone }).format(date);
  return `${iso.startsWith(day) ? '' : `${iso.slice(0, 10)} `}${iso.slice(11, 16)} UTC`;
}
