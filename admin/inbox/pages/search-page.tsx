import type { RequestItem } from '../../../client';
import { visibleLine } from '../../../rules/text';
import { Layout } from '../parts/layout';
import { RequestRow } from '../parts/request-row';
import { SearchForm } from '../parts/search-form';
import type { Visit } from '../visit';

/** What a search has found. */
export function SearchPage({ visit, q, found }: { visit: Visit; q: string; found: RequestItem[] }) {
  return (
    <Layout title="Search" visit={visit} wide>
      <div class="head">
        <h1>Search</h1>
        <SearchForm value={q} />
      </div>
      {found.length === 0 ? (
        <div class="empty">
          <p class="empty-title">Nothing that you may read is called exactly “{visibleLine(q)}”.</p>
          <p>
            A search takes the whole id of a request, an escalation or a run; or the exact action, requester
            or run of requests.
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
