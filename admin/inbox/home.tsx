import type { Hono } from 'hono';
import type { StuckWorkflow } from '../../client';
import { inboxAt, type InboxList, type InboxQuery, inboxQuery, readInbox, LISTS } from './list';
import { HiddenFields, TextField } from './parts/forms';
import { Layout, Live, show } from './parts/layout';
import { Pager, SearchForm, Tabs, teamsNote } from './parts/lists';
import { canSelect, RequestRow } from './parts/request-row';
import { StuckNotice } from './parts/technical-details';
import { typedIn, type Visit } from './visit';
import type { Handlers } from './handlers';
import { readAllStuck } from '../access/stuck';

/*
 * The first page: requests that wait for the reader, and requests that were decided.
 */

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
  const canTick = query.status === 'pending' && items.some((item) => canSelect(visit, item));
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
        {canTick || wasTyped ? <SelectedForm visit={visit} at={inboxAt(query)} /> : null}
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
      return show(visit.c, <InboxPage visit={visit} query={query} list={list} stuck={stuck} />);
    }),
  );
}

const NAMES = { mine: 'For me', teams: 'My teams', all: 'All' } as const;

/** The lists of the inbox: whose, and pending or decided. */
function InboxTabs({ query, pending }: { query: InboxQuery; pending: InboxList['pending'] }) {
  const { show, status, kind } = query;
  const rest = kind === undefined ? {} : { kind };
  return (
    <div class="lists">
      <Tabs
        label="Whose"
        tabs={LISTS.filter((each) => pending[each] !== undefined).map((each) => ({
          name: NAMES[each],
          href: inboxAt({ show: each, status, ...rest }),
          current: each === show,
          ...(status === 'pending' && { count: pending[each] }),
        }))}
      />
      <Tabs
        label="Status"
        tabs={(['pending', 'decided'] as const).map((each) => ({
          name: each === 'pending' ? 'Pending' : 'Decided',
          href: inboxAt({ show, status: each, ...rest }),
          current: each === status,
        }))}
      />
      <Tabs
        label="Kind"
        tabs={([undefined, 'approval', 'confirmation'] as const).map((each) => ({
          name: each === undefined ? 'Every kind' : each === 'approval' ? 'Approvals' : 'Confirmations',
          href: inboxAt({ show, status, ...(each && { kind: each }) }),
          current: each === kind,
        }))}
      />
    </div>
  );
}

/** Nothing for the reader is another thing than nothing at all. */
function Empty({ query, list, allHref }: { query: InboxQuery; list: InboxList; allHref: string }) {
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

/** Decides all that is ticked in the list at `at`, each by itself, with one reason. */
function SelectedForm({ visit, at }: { visit: Visit; at: string }) {
  const text = typedIn(visit, '/decide-several')('text');
  return (
    <form id="several" class="card several" method="post" action="/decide-several" data-several>
      <h2>
        Decide the ticked ones <span class="count" data-ticked></span>
      </h2>
      <HiddenFields visit={visit} />
      <input type="hidden" name="at" value={at} />
      <TextField
        of="several"
        name="text"
        label="Note, or the reason for rejecting"
        rows={1}
        value={text}
        required
      />
      <div class="buttons">
        <button class="primary" name="decision" value="approve" formnovalidate data-needs="ticked">
          Approve ticked
        </button>
        <button name="decision" value="reject" data-needs="ticked text">
          Reject ticked
        </button>
      </div>
    </form>
  );
}
