import type { InboxList, InboxQuery } from '../inbox-list';

/** Nothing for the reader is another thing than nothing at all. */
export function Empty({ query, list, allHref }: { query: InboxQuery; list: InboxList; allHref: string }) {
  const { all = 0 } = list.pending;
  if (query.status === 'decided')
    return (
      <div class="empty">
        <p class="empty-title">Nothing has been decided here yet.</p>
      </div>
    );
  if (all > 0 && query.show !== 'all')
    return (
      <div class="empty">
        <p class="empty-title">Nothing waits for you.</p>
        <p>
          {all === 1 ? 'One other request is' : `${all} other requests are`} pending that you may read.{' '}
          <a href={allHref}>See all</a>
        </p>
      </div>
    );
  return (
    <div class="empty">
      <p class="empty-title">Nothing is pending.</p>
      <p>When an agent asks for something, it appears here by itself.</p>
    </div>
  );
}
