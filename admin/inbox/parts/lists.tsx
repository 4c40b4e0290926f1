import type { Child } from 'hono/jsx';
import { visibleLine, visibleLine as line } from '../../../rules/text';
import type { Principal } from '../../access/principal';

/*
 * What every list page is made of.
 */

interface RowProps {
  href: string;
  title: string;
  /** The second, quieter half of the title. */
  on?: string;
  text?: string;
  meta: readonly Child[];
  aside: Child;
  /** What of it cannot be decoded. */
  unreadable?: string | undefined;
  /** Of a row that can be ticked. */
  check?: { value: string; label: string; checked: boolean };
}

/** A row of a list: all of it is the link. */
export function Row({ href, title, on, text, meta, aside, unreadable, check }: RowProps) {
  return (
    <li class="row">
      {check ? (
        <label class="tick">
          <input type="checkbox" name="pick" value={check.value} form="several" checked={check.checked} />
          <span class="unseen">{check.label}</span>
        </label>
      ) : null}
      <div class="row-main">
        <a class="row-link" href={href}>
          <span class="row-title">{title}</span>
          {on === undefined ? null : <span class="row-on"> {on}</span>}
        </a>
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

/** Lists beside each other, as links. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      <ul>
        {tabs.map(({ name, href, count, current }) => (
          <li>
            <a href={href} aria-current={current ? 'true' : undefined}>
              {name}
              {count === undefined ? null : <span class="count"> {count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The way to the rest of a list. */
export function Pager({ next }: { next?: string }) {
  if (next === undefined) return null;
  return (
    <nav class="pager" aria-label="More of this list">
      <a href={next}>Next page</a>
    </nav>
  );
}

/** Exact names alone: Temporal finds no parts of them. */
export function SearchForm({ value }: { value?: string }) {
  return (
    <form class="search" role="search" action="/search" method="get">
      <label class="unseen" for="q">
        Search by exact id, action, requester or run
      </label>
      <input
        id="q"
        name="q"
        type="search"
        value={value === undefined ? undefined : visibleLine(value)}
        placeholder="Exact id, action, requester or run"
        autocapitalize="off"
        spellcheck={false}
      />
      <button>Search</button>
    </form>
  );
}

/** What to know about the reader's teams before believing a list. */
export function teamsNote({ teams }: Principal): string | undefined {
  if (teams !== undefined) return undefined;
  return 'Your teams are not known now, as the directory or the sign-in does not tell them. What asks only a team of yours is not shown here.';
}
