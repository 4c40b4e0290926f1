import type { Child } from 'hono/jsx';
import { visibleLine as line } from '../../../rules/text';

export interface RowProps {
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
