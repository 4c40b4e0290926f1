import type { Child } from 'hono/jsx';
import type { RequestList, Searched } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import type { Principal } from '../../access/principal';

/*
 * Parts of the list pages.
 */

interface RowProps {
  href: string;
  title: string;
  /** The second, quieter half of the title. */
  on?: string;
  /** Beside the title. */
  mark?: Child;
  text?: string;
  meta: readonly Child[];
  aside: Child;
  /** Which of its data cannot be decoded, and why. */
  unreadable?: string | undefined;
  /** The checkbox of a row that can be selected. */
  check?: { value: string; label: string; checked: boolean };
}

/** A row of a list. The whole row is a link. */
export function Row({ href, title, on, mark, text, meta, aside, unreadable, check }: RowProps) {
  return (
    <li class="row">
      {check ? (
        <label class="tick">
          <input type="checkbox" name="pick" value={check.value} form="selected" checked={check.checked} />
          <span class="unseen">{check.label}</span>
        </label>
      ) : null}
      <div class="row-main">
        <a class="row-link" href={href}>
          <span class="row-title">{title}</span>
          {on === undefined ? null : <span class="row-on"> {on}</span>}
        </a>{' '}
        {mark}
        {text ? <p class="row-text">{text}</p> : null}
        {unreadable === undefined ? null : (
          <p class="row-text">This row cannot be read: {line(unreadable)}</p>
        )}
        <p class="row-meta">
          {meta
            .filter((each) => each !== undefined && each !== null)
            .map((each) => (
              <span>{each}</span>
            ))}
        </p>
      </div>
      <div class="row-aside">{aside}</div>
    </li>
  );
}

interface Tab {
  name: string;
  href: string;
  count?: number;
  current: boolean;
}

/** A row of links to lists. */
export function Tabs({ label, tabs, locale }: { label: string; tabs: readonly Tab[]; locale?: string }) {
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {tabs.map(({ name, href, count, current }) => (
          <li>
            <a href={href} aria-current={current ? 'true' : undefined}>
              {name}
              {count === undefined ? null : <span class="count"> {count.toLocaleString(locale)}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The link to the next page of a list. */
export function Pager({ next }: { next?: string }) {
  if (next === undefined) return null;
  return (
    <nav class="pager" aria-label="Pages of this list">
      <a href={next}>Next page</a>
    </nav>
  );
}

/** The search form. `hidden`: the filters that the next search keeps. */
export function SearchForm({
  value,
  hidden = [],
}: {
  value?: string;
  hidden?: readonly (readonly [string, string])[];
}) {
  return (
    <form class="search" role="search" action="/search" method="get">
      {hidden.map(([name, each]) => (
        <input type="hidden" name={name} value={each} />
      ))}
      <label class="unseen" for="q">
        Search by words, id, action, resource, requester or run
      </label>
      <input
        id="q"
        name="q"
        type="search"
        value={value === undefined ? undefined : line(value)}
        placeholder="Words or id"
        autocapitalize="off"
        spellcheck={false}
      />
      <button>Search</button>
    </form>
  );
}

/** The progress of a search: `About 340 matches. Searched all 20,400 requests that you may read.` */
export function searchedText(
  { locale }: { locale: string },
  page: { items: readonly unknown[]; nextCursor?: string; next?: string },
  { rows, of, matches = 0 }: Searched,
  noun: 'request' | 'escalation',
): string {
  const number = (count: number) => count.toLocaleString(locale);
  const isExact = matches === page.items.length && (page.next ?? page.nextCursor) === undefined;
  const found = matches === 0 ? '' : `${number(matches)} ${matches === 1 ? 'match' : 'matches'}. `;
  const far =
    rows < of
      ? `Searched ${number(rows)} of about ${number(of)} ${noun}s so far. Search again in a moment for the rest.`
      : `Searched ${rows === 1 ? `1 ${noun}` : `all ${number(rows)} ${noun}s`} that you may read.`;
  return `${isExact || found === '' ? '' : 'About '}${found}${far}`;
}

/** How far the audit log was searched for this page, if not to its beginning. */
export function recordedText(recorded: RequestList['recorded'], locale: string): string | undefined {
  const { until, problem } = recorded ?? {};
  if (problem !== undefined) return 'The audit log cannot be read now, so older requests are missing here.';
  if (until === undefined) return undefined;
  const day = new Date(until).toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return `The audit log was searched back to ${day}. The next page goes on; \`hitl audit export\` reads all of it.`;
}

export function RecordedNote({ text }: { text: string | undefined }) {
  return text === undefined ? null : <p class="hint">{text}</p>;
}

/** A warning that a list may be incomplete because the reader's teams are unknown. */
export function teamsNote({ teams }: Principal): string | undefined {
  if (teams !== undefined) return undefined;
  return 'Your teams are unknown now, because the directory or the sign-in did not return them. Requests and escalations that only your teams are assigned to are missing here.';
}
