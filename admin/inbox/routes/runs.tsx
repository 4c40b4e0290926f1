import type { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { RUN_STATUSES } from '../../../contract/run';
import type { EscalationItem } from '../../../client';
import { historyOf, listEscalations } from '../../access/escalations';
import { readRun } from '../../access/read-run';
import { listRequests } from '../../access/requests';
import { cancelRun, listRuns } from '../../access/runs';
import { idIn, runAt } from '../addresses';
import { flashAt } from '../flash-at';
import { fieldsOf } from '../form';
import { RunPage } from '../pages/run-page';
import { RunsPage, type RunsQuery } from '../pages/runs-page';
import { stuckNow } from '../parts/stuck';
import { show } from '../show';
import { flashOf } from '../verdict-flash';
import type { Doors, Visit } from '../visit';

const MOST_BESIDE = 100;

export function addRunPages(app: Hono, { page, action }: Doors): void {
  app.get(
    '/runs',
    page((visit) =>
      visit.c.req.query('id') === undefined ? list(visit) : one(visit, idIn(visit.c.req.url)),
    ),
  );
  app.get(
    '/runs/:id',
    page((visit) => one(visit, idIn(visit.c.req.url))),
  );
  app.post(
    '/runs/cancel',
    action(
      async (visit, form) => {
        const id = form.one('id') ?? '';
        const verdict = await cancelRun(visit.desk, visit.who, id, fieldsOf(form, 'reason'));
        return flashAt(visit, runAt(id), flashOf(verdict, 'Cancelled'));
      },
      (visit, form, status) => one(visit, form.one('id') ?? '', status),
    ),
  );
}

async function list(visit: Visit): Promise<Response> {
  const query = queryOf(visit);
  const { items, nextCursor } = await listRuns(visit.desk, visit.who, query);
  const next = nextCursor === undefined ? {} : { cursor: nextCursor };
  return show(visit.c, <RunsPage visit={visit} query={query} items={items} {...next} />);
}

async function one(visit: Visit, id: string, status: ContentfulStatusCode = 200): Promise<Response> {
  const { desk, who, c } = visit;
  const run = await readRun(desk, who, id);
  const [requests, escalations, stuck] = await Promise.all([
    listRequests(desk, who, { runId: id, limit: MOST_BESIDE }),
    escalationsOf(visit, id),
    stuckNow(visit, id),
  ]);
  const beside = { requests: requests.items, escalations, stuck };
  const page = <RunPage visit={visit} run={run} {...beside} />;
  return show(c, page, status);
}

/** As lists find them, and those of the run itself, which whoever reads the run may read. */
async function escalationsOf({ desk, who }: Visit, runId: string): Promise<EscalationItem[]> {
  const [{ items }, history] = await Promise.all([
    listEscalations(desk, who, { runId, limit: MOST_BESIDE }),
    historyOf(desk, who, runId),
  ]);
  const listed = new Set(items.map(({ id }) => id));
  const others = history.filter(({ id }) => !listed.has(id)).map((item) => ({ ...item, runId }));
  return [...items, ...others];
}

function queryOf({ c }: Visit): RunsQuery {
  const status = RUN_STATUSES.find((each) => each === c.req.query('status'));
  const [agent, cursor] = [c.req.query('agent')?.trim(), c.req.query('cursor')];
  return { ...(status && { status }), ...(agent && { agent }), ...(cursor && { cursor }) };
}
