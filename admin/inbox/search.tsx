import type { Hono } from 'hono';
import type { RequestItem, Searched } from '../../client';
import { InvalidInput, RequestNotFound } from '../../contract/errors';
import { SearchSchema } from '../../contract/search-pattern';
import { NameSchema } from '../../contract/text';
import { visibleLine as line } from '../../rules/text';
import { lookUpKind } from '../access/lookup';
import { listRequests } from '../access/requests';
import { escalationAt, requestAt, runAt } from './addresses';
import type { Handlers } from './handlers';
import { Layout, show } from './parts/layout';
import { SearchForm } from './parts/lists';
import { RequestRow } from './parts/request-row';
import type { Visit } from './visit';

/*
 * Search by words, and by the id of a request, an escalation or a run.
 */

function SearchPage({ visit, q, found }: { visit: Visit; q: string; found: Found }) {
  const { items, searched, problem } = found;
  return (
    <Layout title="Search" visit={visit} wide>
      <div class="head">
        <h1>Search</h1>
        <SearchForm value={q} />
      </div>
      {problem === undefined ? null : (
        <p class="note" role="alert">
          This search {line(problem)}.
        </p>
      )}
      {searched === undefined ? null : <p class="hint">{searchedText(visit, items.length, searched)}</p>}
      {items.length === 0 ? (
        <div class="empty">
          <p class="empty-title">No match for {line(q)}.</p>
          <p>
            Enter words of the description, the action, the resource, the requester or the run of requests.
            The beginning of a word is enough. Of the id of a request any part is enough; enter the full id of
            an escalation or a run.
          </p>
        </div>
      ) : (
        <ul class="rows">
          {items.map((item) => (
            <RequestRow visit={visit} item={item} />
          ))}
        </ul>
      )}
    </Layout>
  );
}

/** How far the search has got: `Searched 3,000 of about 20,400 requests so far.` */
function searchedText({ locale }: Visit, found: number, { rows, of, more }: Searched): string {
  const number = (count: number) => count.toLocaleString(locale);
  const far =
    rows < of
      ? `Searched ${number(rows)} of about ${number(of)} requests so far. Search again in a moment for the rest.`
      : `Searched ${rows === 1 ? '1 request' : `all ${number(rows)} requests`} that you may read.`;
  return more ? `The newest ${number(found)} matches. Enter more words to see fewer. ${far}` : far;
}

export function addSearchPage(app: Hono, { page }: Handlers): void {
  app.get(
    '/search',
    page(async (visit) => {
      const q = visit.c.req.query('q') ?? '';
      const found = await search(visit, q.trim());
      if ('goTo' in found) return visit.c.redirect(found.goTo, 302);
      return show(visit.c, <SearchPage visit={visit} q={q} found={found} />);
    }),
  );
}

const MAX_FOUND = 50;

interface Found {
  items: RequestItem[];
  searched?: Searched;
  /** Why nothing was searched. */
  problem?: string;
}

/** The page of the thing with this id; else the requests with these words. Both only if readable. */
async function search(visit: Visit, q: string): Promise<{ goTo: string } | Found> {
  const { admin, who } = visit;
  const goTo = NameSchema.safeParse(q).success ? await pathOf(visit, q) : undefined;
  if (goTo !== undefined) return { goTo };
  const words = SearchSchema.safeParse(q);
  if (!words.success)
    return { items: [], ...(q !== '' && { problem: words.error.issues[0]?.message ?? '' }) };
  return listRequests(admin, who, { search: q, limit: MAX_FOUND });
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
