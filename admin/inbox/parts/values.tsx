import type { Child } from 'hono/jsx';
import type { RunStatus, EscalationStatus, RequestStatus } from '../../../contract/names';
import { visible } from '../../../rules/text';
import { formatRelative } from '../../text/time';

/*
 * Single values: facts, JSON, a status, a time.
 */

/** A list of names and values. Empty values are left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, fact: Child])[] }) {
  const shown = facts.filter(([, fact]) => fact !== undefined && fact !== null && fact !== '');
  return (
    <dl class="facts">
      {shown.map(([name, fact]) => (
        <div>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A value as escaped JSON, with invisible characters made visible, because an agent wrote it. */
export function JsonBlock({ value, label }: { value: unknown; label: string }) {
  return (
    <pre class="json" tabindex={0} role="region" aria-label={label}>
      <code>{visible(JSON.stringify(value, undefined, 2))}</code>
    </pre>
  );
}

type AnyStatus = RequestStatus | EscalationStatus | RunStatus;

/** A tick means that the action or the run goes ahead. An answered request has no tick. */
const SIGN: Record<AnyStatus, string> = {
  pending: '○',
  acknowledged: '◐',
  running: '○',
  approved: '✓',
  resolved: '✓',
  completed: '✓',
  rejected: '✕',
  aborted: '✕',
  failed: '✕',
  answered: '–',
  expired: '–',
  cancelled: '–',
};

const OPEN: readonly AnyStatus[] = ['pending', 'acknowledged', 'running'];

/** A status. The word carries the meaning; the sign, the colour and the font weight are only visual aids. */
export function Status({ status }: { status: AnyStatus }) {
  return (
    <span class={`status ${status}${OPEN.includes(status) ? ' open' : ''}`}>
      <span aria-hidden="true">{SIGN[status]} </span>
      {status}
    </span>
  );
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A time with its zone: `22 Nov 2026, 21:00 UTC`. */
function dateAndTime(iso: string, seconds = false): string {
  const date = new Date(iso);
  const two = (number: number) => `${number}`.padStart(2, '0');
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
  return `${day}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}${seconds ? `:${two(date.getUTCSeconds())}` : ''} UTC`;
}

/** An absolute time. The script shows it in the reader's time zone, and beside it in UTC if `utc`. */
export function At({ iso, seconds = false, utc = true }: { iso: string; seconds?: boolean; utc?: boolean }) {
  return (
    <time datetime={iso} data-show={seconds ? 'second' : 'absolute'} data-utc={utc ? 'beside' : undefined}>
      {dateAndTime(iso, seconds)}
    </time>
  );
}

/** A relative time. The script keeps it current. */
export function Ago({ iso, now }: { iso: string; now: number }) {
  return (
    <time datetime={iso} data-show="relative" title={dateAndTime(iso)}>
      {formatRelative(iso, now)}
    </time>
  );
}

/** Absolute and relative time: `22 Nov 2026, 21:00 UTC (in 3h 59m)`. */
export function When({ iso, now }: { iso: string; now: number }) {
  return (
    <span class="when">
      <At iso={iso} /> (<Ago iso={iso} now={now} />)
    </span>
  );
}

const ISO = /\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence whose ISO times are shown like all other times. */
export function WithTimes({ text }: { text: string }) {
  return <>{text.split(ISO).map((part, index) => (index % 2 === 1 ? <At iso={part} /> : part))}</>;
}
