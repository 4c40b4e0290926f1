import type { Hono } from 'hono';
import { SearchPage } from '../pages/search-page';
import { search } from '../search';
import { show } from '../show';
import type { Doors } from '../visit';

export function addSearchPage(app: Hono, { page }: Doors): void {
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
