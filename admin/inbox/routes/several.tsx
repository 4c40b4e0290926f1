import type { Hono } from 'hono';
import { returnTo } from '../../sign-in/return-to';
import { decideSeveral } from '../decide-several';
import { inboxQuery, readInbox } from '../inbox-list';
import { InboxPage } from '../pages/inbox-page';
import { SeveralPage } from '../pages/several-page';
import { show } from '../show';
import type { Again, Doors } from '../visit';

/** The list that the rows were ticked in, with the same rows ticked as far as they are still there. */
const again: Again = async (visit, form, status) => {
  const query = inboxQuery(new URL(returnTo(form.one('at')), visit.c.req.url).searchParams);
  const page = <InboxPage visit={visit} query={query} list={await readInbox(visit, query)} />;
  return show(visit.c, page, status);
};

export function addSeveral(app: Hono, { action }: Doors): void {
  app.post(
    '/decide-several',
    action(async (visit, form) => {
      const decision = form.one('decision') === 'approve' ? 'approve' : 'reject';
      const results = await decideSeveral(visit, form, decision);
      return show(visit.c, <SeveralPage visit={visit} results={results} />);
    }, again),
  );
}
