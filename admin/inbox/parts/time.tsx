import { formatRelative } from '../../text/time';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A time with its zone: `22 Nov 2026, 21:00 UTC`. */
export function dateAndTime(iso: string, seconds = false): string {
  const date = new Date(iso);
  const two = (number: number) => `${number}`.padStart(2, '0');
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
  return `${day}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${seconds ? `:${two(date.getUTCSeconds())}` : ''} UTC`;
}

/** When it was or will be, absolutely. With the script, in the reader's own zone. */
export function At({ iso, seconds = false }: { iso: string; seconds?: boolean }) {
  return (
    <time datetime={iso} data-show={seconds ? 'second' : 'absolute'}>
      {dateAndTime(iso, seconds)}
    </time>
  );
}

/** How far away it is; the script keeps it true. */
export function Ago({ iso, now }: { iso: string; now: number }) {
  return (
    <time datetime={iso} data-show="relative" title={dateAndTime(iso)}>
      {formatRelative(iso, now)}
    </time>
  );
}

/** Both: `22 Nov 2026, 21:00 UTC (in 3h 59m)`. */
export function When({ iso, now }: { iso: string; now: number }) {
  return (
    <span class="when">
      <At iso={iso} /> (<Ago iso={iso} now={now} />)
    </span>
  );
}

const ISO = /\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence of a verdict with its times as the page shows them. */
export function WithTimes({ text }: { text: string }) {
  return <>{text.split(ISO).map((part, index) => (index % 2 === 1 ? <At iso={part} /> : part))}</>;
}
