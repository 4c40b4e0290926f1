import type { Hono } from 'hono';
import { defined } from '../../contract/defined';
import { InvalidInput, RequestNotFound } from '../../contract/errors';
import { SearchSchema } from '../../contract/search-pattern';
import { NameSchema } from '../../contract/text';
import { visibleLine as line } from '../../rules/text';
import { lookUpKind } from '../access/lookup';
import { escalationAt, requestAt, runAt } from './addresses';
import type { Handlers } from './handlers';
import { ListTabs } from './home';
import {
  activeFilters,
  FILTER_NAMES,
  inboxAt,
  type InboxQuery,
  inboxQuery,
  inboxWithout,
} from './inbox-query';
import { type InboxList, readInbox } from './list';
import { without } from './list-query';
import { FilterProblems } from './parts/filters';
import { Layout, show } from './parts/layout';
import { Pager, RecordedNote, recordedText, SearchForm, searchedText } from './parts/lists';
import { RequestFilters } from './parts/request-filters';
import { RequestRow } from './parts/request-row';
import type { Visit } from './visit';

/*
 * Search by words, and by the id of a request, an escalation or a run.
 */

interface SearchPageProps {
  visit: Visit;
  query: InboxQuery;
  found: Found;
}

function SearchPage({ visit, query, found }: SearchPageProps) {
  const { q = '' } = query;
  const { items, next, searched, pending, problem } = found;
  const first = new URLSearchParams(inboxAt(without(query, [])).split('?')[1]);
  return (
    <Layout title="Search" visit={visit} wide>
      <div class="head">
        <h1>Search</h1>
        <SearchForm value={q} hidden={[...first].filter(([name]) => name !== 'q')} />
      </div>
      {problem === undefined ? null : (
        <p class="note" role="alert">
          This search {line(problem)}.
        </p>
      )}
      <FilterProblems problems={query.problems} />
      {q.trim() === '' || problem !== undefined ? null : (
        <>
          <div class="list-head">
            <div class="lists">
              <ListTabs visit={visit} query={query} pending={pending} />
            </div>
            <RequestFilters query={query} />
          </div>
          {searched === undefined ? null : (
            <p class="hint">{searchedText(visit, found, searched, 'request')}</p>
          )}
        </>
      )}
      {items.length === 0 ? (
        <div class="empty">
          <p class="empty-title">
            {query.cursor === undefined ? `No match for ${line(q)}.` : `No further match for ${line(q)}.`}
          </p>
          {activeFilters(query).length === 0 ? null : (
            <p>
              <a href={inboxWithout(query, FILTER_NAMES)}>Clear the filters</a>
            </p>
          )}
          <p>
            Enter words from the description, the action, the resource, the requester or the run of a request.
            The beginning of a word is enough, and so is any part of a request id. Enter the full id of an
            escalation or a run.
          </p>
        </div>
      ) : (
        <ul class="rows">
          {items.map((item) => (
            <RequestRow visit={visit} item={item} />
          ))}
        </ul>
      )}
      <RecordedNote text={recordedText(found.recorded, visit.locale)} />
      <Pager next={next} />
    </Layout>
  );
}

export function addSearchPage(app: Hono, { page }: Handlers): void {
  app.get(
    '/search',
    page(async (visit) => {
      const { searchParams } = new URL(visit.c.req.url);
      const query = inboxQuery(searchParams, searchParams.get('q') ?? '');
      const found = await search(visit, query);
      if ('goTo' in found) return visit.c.redirect(found.goTo, 302);
      return show(visit.c, <SearchPage visit={visit} query={query} found={found} />);
    }),
  );
}

interface Found extends InboxList {
  /** Why nothing was searched. */
  problem?: string;
}

/** The page of the thing with this id; else the requests with these words. Both only if readable. */
async function search(visit: Visit, query: InboxQuery): Promise<{ goTo: string } | Found> {
  const q = query.q?.trim() ?? '';
  const goTo = NameSchema.safeParse(q).success ? await pathOf(visit, q) : undefined;
  if (goTo !== undefined && query.cursor === undefined) return { goTo };
  const words = SearchSchema.safeParse(q);
  if (words.success) return readInbox(visit, query);
  const problem = q === '' ? undefined : (words.error.issues[0]?.message ?? '');
  return { items: [], pending: {}, ...defined({ problem }) };
}

const PATH_OF = { request: requestAt, escalation: escalationAt, run: runAt };

async function pathOf({ admin, who }: Visit, id: string): Promise<string | undefined> {
  try {
    return PATH_OF[await lookUpKind(admin, who, id)](id);
  } catch (error) {
    if (error instanceof RequestNotFound || error instanceof InvalidInput) return undefined;
    throw error;
  }
}
