import type { RequestItem } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import type { Visit } from '../visit';

/*
 * Selects the rows of a list that ask for the same action under the same policies. A link does it, so it needs no script.
 */

/** What requests that are alike have in common. */
export function likenessOf({ action, policies = [] }: Pick<RequestItem, 'action' | 'policies'>): string {
  return JSON.stringify([action, ...[...policies].sort()]);
}

/** Whether the address of the page selects this row. */
export function isSelectedAsAlike({ c }: Visit, item: RequestItem): boolean {
  return c.req.query('alike') === likenessOf(item);
}

/** A link for each group of at least two rows that are alike. Renders nothing without such a group. */
export function SelectAlike({ at, items }: { at: string; items: readonly RequestItem[] }) {
  const groups = [...new Set(items.map(likenessOf))]
    .map((likeness) => ({ likeness, alike: items.filter((item) => likenessOf(item) === likeness) }))
    .filter(({ alike }) => alike.length > 1);
  if (groups.length === 0) return null;
  return (
    <p class="alike">
      Select alike:{' '}
      {groups.map(({ likeness, alike: [first, ...others] }) => (
        <a href={`${at}${at.includes('?') ? '&' : '?'}alike=${encodeURIComponent(likeness)}`}>
          {line(first?.action ?? '')} ({others.length + 1})
          {first?.policies === undefined ? null : (
            <span class="unseen"> of {first.policies.map(line).join(', ')}</span>
          )}
        </a>
      ))}
    </p>
  );
}
