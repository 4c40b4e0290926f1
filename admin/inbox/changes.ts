import type { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { openStream } from '../events/stream';
import { watchList } from '../events/watch-list';
import { returnTo } from '../sign-in/same-origin';
import { readEscalations } from './escalations';
import { escalationsQuery } from './escalations-query';
import type { Handlers } from './handlers';
import { inboxQuery } from './inbox-query';
import { readInbox } from './list';
import { readRuns } from './runs';
import { runsQuery } from './runs-query';
import type { Visit } from './visit';

/** Reads what the list with this query shows, by the path of its page. */
const READERS: Record<string, (visit: Visit, params: URLSearchParams) => Promise<unknown>> = {
  '/': (visit, params) => readInbox(visit, inboxQuery(params)),
  '/escalations': (visit, params) => readEscalations(visit, escalationsQuery(params)),
  '/runs': (visit, params) => readRuns(visit, runsQuery(params)),
};

/** Adds `/changes`: the stream that tells a page of a list that the list has changed. */
export function addChanges(app: Hono, { page }: Handlers): void {
  app.get(
    '/changes',
    page((visit) => {
      const { c, admin, who, session, isLetIn } = visit;
      const { pathname, searchParams } = new URL(returnTo(c.req.query('of')), c.req.url);
      const read = Object.hasOwn(READERS, pathname) ? READERS[pathname] : undefined;
      if (read === undefined)
        throw new HTTPException(404, { message: 'This address is not that of a list.' });
      return openStream(c, admin, {
        account: who.account,
        until: session.until,
        since: c.req.query('since'),
        isLetIn,
        open: async () => watchList(() => read(visit, searchParams)),
      });
    }),
  );
}
