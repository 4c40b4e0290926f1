import type { Hono } from 'hono';
import { inboxQuery, readInbox } from '../inbox-list';
import { InboxPage } from '../pages/inbox-page';
import { show } from '../show';
import type { Doors } from '../visit';

export function addInboxPage(app: Hono, { page }: Doors): void {
  app.get(
    '/',
    page(async (visit) => {
      const query = inboxQuery(new URL(visit.c.req.url).searchParams);
      return show(visit.c, <InboxPage visit={visit} query={query} list={await readInbox(visit, query)} />);
    }),
  );
}
