import type { Hono } from 'hono';
import { inboxQuery, readInbox } from '../inbox-list';
import { InboxPage } from '../pages/inbox-page';
import { allStuck } from '../parts/stuck';
import { show } from '../show';
import type { Doors } from '../visit';

export function addInboxPage(app: Hono, { page }: Doors): void {
  app.get(
    '/',
    page(async (visit) => {
      const query = inboxQuery(new URL(visit.c.req.url).searchParams);
      const [list, stuck] = await Promise.all([readInbox(visit, query), allStuck(visit)]);
      return show(visit.c, <InboxPage visit={visit} query={query} list={list} stuck={stuck} />);
    }),
  );
}
