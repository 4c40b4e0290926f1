import type { Hono } from 'hono';
import type { StuckWorkflow } from '../../client';
import { readAllStuck } from '../access/stuck';
import { followList, type Following } from './following';
import type { Handlers } from './handlers';
import {
  activeFilters,
  FILTER_NAMES,
  inboxAt,
  type InboxQuery,
  inboxQuery,
  inboxWithout,
  LISTS,
  withStatus,
} from './inbox-query';
import { type InboxList, readInbox } from './list';
import { without } from './list-query';
import { FilterProblems } from './parts/filters';
import { HiddenFields, TextField } from './parts/forms';
import { Layout, Live, show } from './parts/layout';
import { Pager, RecordedNote, recordedText, SearchForm, Tabs, teamsNote } from './parts/lists';
import { RequestFilters } from './parts/request-filters';
import { canSelect, RequestRow } from './parts/request-row';
import { SelectAlike } from './parts/select-alike';
import { StuckNotice } from './parts/technical-details';
import { typedIn, type Visit } from './visit';

/*
 * The first page: pending requests for the reader, and decided requests.
 */

interface InboxPageProps {
  visit: Visit;
  query: InboxQuery;
  live: Following;
  list: InboxList;
  /** Shown to operators only. */
  stuck?: StuckWorkflow[];
}

export function InboxPage({ visit, query, live, list, stuck = [] }: InboxPageProps) {
  const { items, next, recorded } = list;
  const note = teamsNote(visit.who);
  const wasTyped = visit.typed?.action === '/decide-selected';
  const canSelectAny = query.status === 'pending' && items.some((item) => canSelect(visit, item));
  return (
    <Layout
      title="Inbox"
      visit={visit}
      live={live}
      wide
      waiting={list.pending.mine}
      {...(wasTyped && { at: inboxAt(query) })}
    >
      <div class="head">
        <h1>Inbox</h1>
        <SearchForm />
      </div>
      {note === undefined ? null : <p class="note">{note}</p>}
      <Live part="stuck">
        <StuckNotice stuck={stuck} />
      </Live>
      <FilterProblems problems={query.problems} />
      <div class="list-head">
        <Live part="tabs">
          <InboxTabs visit={visit} query={query} pending={list.pending} />
        </Live>
        <RequestFilters query={query} />
      </div>
      <Live part="rows">
        <SelectAlike at={inboxAt(query)} items={items.filter((item) => canSelect(visit, item))} />
        {items.length === 0 ? (
          <Empty query={query} list={list} allHref={inboxAt({ show: 'all', status: query.status })} />
        ) : (
          <ul class="rows">
            {items.map((item) => (
              <RequestRow visit={visit} item={item} selectable showApprovers={query.show !== 'mine'} />
            ))}
          </ul>
        )}
        <RecordedNote text={recordedText(recorded, visit.locale)} />
        <Pager next={next} />
      </Live>
      <Live part="selected" state={canSelectAny ? 'some' : 'none'}>
        {canSelectAny || wasTyped ? <SelectedForm visit={visit} at={inboxAt(query)} /> : null}
      </Live>
    </Layout>
  );
}

export function addInboxPage(app: Hono, { page }: Handlers): void {
  app.get(
    '/',
    page(async (visit) => {
      const query = inboxQuery(new URL(visit.c.req.url).searchParams);
      const [list, stuck] = await Promise.all([
        readInbox(visit, query),
        readAllStuck(visit.admin, visit.who),
      ]);
      const live = followList(inboxAt(query), list);
      return show(visit.c, <InboxPage visit={visit} query={query} live={live} list={list} stuck={stuck} />);
    }),
  );
}

const NAMES = { mine: 'For me', teams: 'My teams', all: 'All' } as const;

/** The tabs: assignee and status. They keep the filters. */
function InboxTabs({
  visit,
  query,
  pending,
}: { visit: Visit } & Pick<InboxPageProps, 'query'> & Pick<InboxList, 'pending'>) {
  const first = without(query, []);
  const { status } = first;
  return (
    <div class="lists">
      <ListTabs visit={visit} query={query} pending={pending} />
      <Tabs
        label="Status"
        tabs={(['pending', 'decided'] as const).map((each) => ({
          name: each === 'pending' ? 'Pending' : 'Decided',
          href: inboxAt(withStatus(first, each)),
          current: (each === 'pending') === (status === 'pending'),
        }))}
      />
    </div>
  );
}

/** The tabs of the lists that the reader has. They keep the filters. */
export function ListTabs({
  visit,
  query,
  pending,
}: { visit: Visit } & Pick<InboxPageProps, 'query'> & Pick<InboxList, 'pending'>) {
  const first = without(query, []);
  const hasCount = first.status === 'pending' && first.q === undefined;
  return (
    <Tabs
      label="Assigned to"
      locale={visit.locale}
      tabs={LISTS.filter((each) => pending[each] !== undefined).map((each) => ({
        name: NAMES[each],
        href: inboxAt({ ...first, show: each }),
        current: each === first.show,
        ...(hasCount && { count: pending[each] }),
      }))}
    />
  );
}

/** The empty states differ: nothing for the reader, or nothing at all. */
function Empty({ query, list, allHref }: { query: InboxQuery; list: InboxList; allHref: string }) {
  const { all = 0 } = list.pending;
  if (activeFilters(query).length > 0)
    return (
      <div class="empty">
        <p class="empty-title">No requests match these filters.</p>
        <p>
          {query.team === undefined || query.show === 'all' ? null : (
            <>
              <a href={inboxAt({ ...query, show: 'all' })}>Look in all requests</a> ·{' '}
            </>
          )}
          <a href={inboxWithout(query, FILTER_NAMES)}>Clear the filters</a>
        </p>
      </div>
    );
  if (query.status !== 'pending')
    return (
      <div class="empty">
        <p class="empty-title">
          {query.status === 'decided' ? 'No requests have been decided yet.' : `No ${query.status} requests.`}
        </p>
      </div>
    );
  if (all > 0 && query.show !== 'all')
    return (
      <div class="empty">
        <p class="empty-title">No requests are waiting for you.</p>
        <p>
          You may read {all === 1 ? '1 other pending request' : `${all} other pending requests`}.{' '}
          <a href={allHref}>See all</a>
        </p>
      </div>
    );
  return (
    <div class="empty">
      <p class="empty-title">No requests are pending.</p>
      <p>New requests appear here automatically.</p>
    </div>
  );
}

/** Decides the rows selected in the list at `at`. Each request is decided separately, with the same note or reason. */
function SelectedForm({ visit, at }: { visit: Visit; at: string }) {
  const text = typedIn(visit, '/decide-selected')('text');
  return (
    <form id="selected" class="card selected" method="post" action="/decide-selected" data-selected>
      <h2>
        Decide selected <span class="count" data-selected-count></span>
      </h2>
      <HiddenFields visit={visit} />
      <input type="hidden" name="at" value={at} />
      <TextField
        of="selected"
        name="text"
        label="Note, or reason for rejecting"
        rows={1}
        value={text}
        required
      />
      <div class="buttons">
        <button class="primary" name="decision" value="approve" formnovalidate data-needs="selected">
          Approve selected
        </button>
        <button name="decision" value="reject" data-needs="selected text">
          Reject selected
        </button>
      </div>
    </form>
  );
}
