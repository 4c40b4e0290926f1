import { type InboxList, type InboxQuery, inboxAt } from '../inbox-list';
import { Empty } from '../parts/empty';
import type { StuckWorkflow } from '../../../client';
import { InboxTabs } from '../parts/inbox-tabs';
import { Layout } from '../parts/layout';
import { Live } from '../parts/live';
import { Pager } from '../parts/pager';
import { mayTick, RequestRow } from '../parts/request-row';
import { SearchForm } from '../parts/search-form';
import { SeveralForm } from '../parts/several-form';
import { StuckNotice } from '../parts/stuck';
import { teamsNote } from '../teams-note';
import type { Visit } from '../visit';

/** What waits for the reader, or has been decided. */
interface InboxPageProps {
  visit: Visit;
  query: InboxQuery;
  list: InboxList;
  /** Told to operators. */
  stuck?: StuckWorkflow[];
}

export function InboxPage({ visit, query, list, stuck = [] }: InboxPageProps) {
  const { items, next } = list;
  const note = teamsNote(visit.who);
  const wasTyped = visit.typed?.action === '/decide-several';
  const canTick = query.status === 'pending' && items.some((item) => mayTick(visit, item));
  return (
    <Layout title="Inbox" visit={visit} live="all" wide {...(wasTyped && { at: inboxAt(query) })}>
      <div class="head">
        <h1>Inbox</h1>
        <SearchForm />
      </div>
      {note === undefined ? null : <p class="note">{note}</p>}
      <Live part="stuck">
        <StuckNotice stuck={stuck} />
      </Live>
      <Live part="tabs">
        <InboxTabs query={query} pending={list.pending} />
      </Live>
      <Live part="rows">
        {items.length === 0 ? (
          <Empty query={query} list={list} allHref={inboxAt({ show: 'all', status: query.status })} />
        ) : (
          <ul class="rows">
            {items.map((item) => (
              <RequestRow visit={visit} item={item} tickable asked={query.show !== 'mine'} />
            ))}
          </ul>
        )}
        <Pager next={next} />
      </Live>
      <Live part="several" state={canTick ? 'some' : 'none'}>
        {canTick || wasTyped ? <SeveralForm visit={visit} at={inboxAt(query)} /> : null}
      </Live>
    </Layout>
  );
}
