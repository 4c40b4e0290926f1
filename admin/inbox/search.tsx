import type { Hono } from 'hono';
import type { RequestItem } from '../../client';
import { InvalidInput, RequestNotFound } from '../../contract/errors';
import { NamePatternSchema } from '../../contract/search-pattern';
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
 * Search by exact id, action, requester or run.
 */

function SearchPage({ visit, q, found }: { visit: Visit; q: string; found: RequestItem[] }) {
  return (
    <Layout title="Search" visit={visit} wide>
      <div class="head">
        <h1>Search</h1>
        <SearchForm value={q} />
      </div>
      {found.length === 0 ? (
        <div class="empty">
          <p class="empty-title">No match for {line(q)}.</p>
          <p>
            Enter the full id of a request, an escalation or a run, or the exact action, requester or run of
            requests.
          </p>
        </div>
      ) : (
        <ul class="rows">
          {found.map((item) => (
            <RequestRow visit={visit} item={item} />
          ))}
        </ul>
      )}
    </Layout>
  );
}

export function addSearchPage(app: Hono, { page }: Handlers): void {
  app.get(
    '/search',
    page(async (visit) => {
      const q = visit.c.req.query('q') ?? '';
      const found = await search(visit, q.trim());
      if ('goTo' in found) return visit.c.redirect(found.goTo, 302);
      return show(visit.c, <SearchPage visit={visit} q={q} found={found.items} />);
    }),
  );
}

const MAX_FOUND = 50;

/** The page of the thing with this id; else the requests with this action, requester or run. Both only if readable. */
async function search(visit: Visit, q: string): Promise<{ goTo: string } | { items: RequestItem[] }> {
  if (!NameSchema.safeParse(q).success) return { items: [] };
  const { admin, who } = visit;
  const goTo = await pathOf(visit, q);
  if (goTo !== undefined) return { goTo };
  if (!NamePatternSchema.safeParse(q).success) return { items: [] };
  const lists = await Promise.all(
    [{ action: q }, { requesterId: q }, { runId: q }].map((filter) =>
      listRequests(admin, who, { ...filter, limit: MAX_FOUND }),
    ),
  );
  const found = new Map(lists.flatMap(({ items }) => items.map((item) => [item.id, item] as const)));
  return {
    items: [...found.values()].sort((a, b) => (a.requestedAt < b.requestedAt ? 1 : -1)).slice(0, MAX_FOUND),
  };
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
