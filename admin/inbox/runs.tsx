import type { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { EscalationItem, RunItem } from '../../client';
import { RUN_STATUSES, type RunStatus } from '../../contract/run';
import { visibleLine as line } from '../../rules/text';
import { readHistory, listEscalations } from '../access/escalations';
import { listRequests } from '../access/requests';
import { cancelRun, listRuns, readRun } from '../access/runs';
import { noticeOf } from '../text/notice';
import { idIn, runAt, withQuery } from './addresses';
import { fieldsOf } from './form';
import { LineField, SelectField } from './parts/forms';
import { Layout, Live, show } from './parts/layout';
import { Pager, Row } from './parts/lists';
import { Ago, Status } from './parts/values';
import { RunPage } from './run';
import { redirectWithNotice, type Visit } from './visit';
import type { Handlers } from './handlers';
import { readStuckById } from '../access/stuck';

/*
 * The list of agent runs.
 */

interface RunsQuery {
  status?: RunStatus;
  agent?: string;
  cursor?: string;
}

interface RunsPageProps {
  visit: Visit;
  query: RunsQuery;
  items: readonly RunItem[];
  cursor?: string;
}

/** Agent runs: all that the reader may read. */
function RunsPage({ visit, query, items, cursor }: RunsPageProps) {
  const { status, agent } = query;
  const isNarrowed = status !== undefined || agent !== undefined;
  return (
    <Layout title="Runs" visit={visit} live="all" wide>
      <div class="head">
        <h1>Runs</h1>
      </div>
      <form class="filter" method="get" action="/runs">
        <SelectField
          name="status"
          label="Status"
          value={status}
          options={[['', 'any'], ...RUN_STATUSES.map((each) => [each, each] as const)]}
        />
        <LineField of="filter" name="agent" label="Agent, exactly" value={agent} />
        <button>Filter</button>
      </form>
      <Live part="rows">
        {items.length === 0 ? (
          <div class="empty">
            <p class="empty-title">
              {isNarrowed ? 'No run that you may read is like that.' : 'There is no run that you may read.'}
            </p>
          </div>
        ) : (
          <ul class="rows">
            {items.map((item) => (
              <RunRow item={item} now={visit.now} />
            ))}
          </ul>
        )}
        <Pager next={cursor === undefined ? undefined : withQuery('/runs', { status, agent, cursor })} />
      </Live>
    </Layout>
  );
}

function RunRow({ item, now }: { item: RunItem; now: number }) {
  const { id, agent, form, requesterId, startedAt, closedAt, status, unreadable } = item;
  return (
    <Row
      href={runAt(id)}
      title={agent === undefined ? 'An agent elsewhere' : line(agent)}
      on={line(id)}
      unreadable={unreadable}
      meta={[
        form,
        requesterId === undefined ? undefined : <>for {line(requesterId)}</>,
        <>
          started <Ago iso={startedAt} now={now} />
        </>,
      ]}
      aside={
        <>
          <Status status={status} />
          {closedAt === undefined ? null : <Ago iso={closedAt} now={now} />}
        </>
      }
    />
  );
}

const MAX_RELATED = 100;

export function addRunPages(app: Hono, { page, action }: Handlers): void {
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
        const verdict = await cancelRun(visit.admin, visit.who, id, fieldsOf(form, 'reason'));
        return redirectWithNotice(visit, runAt(id), noticeOf(verdict, 'Cancelled'));
      },
      (visit, form, status) => one(visit, form.one('id') ?? '', status),
    ),
  );
}

async function list(visit: Visit): Promise<Response> {
  const query = queryOf(visit);
  const { items, nextCursor } = await listRuns(visit.admin, visit.who, query);
  const next = nextCursor === undefined ? {} : { cursor: nextCursor };
  return show(visit.c, <RunsPage visit={visit} query={query} items={items} {...next} />);
}

async function one(visit: Visit, id: string, status: ContentfulStatusCode = 200): Promise<Response> {
  const { admin, who, c } = visit;
  const run = await readRun(admin, who, id);
  const [requests, escalations, stuck] = await Promise.all([
    listRequests(admin, who, { runId: id, limit: MAX_RELATED }),
    escalationsOf(visit, id),
    readStuckById(visit.admin, id),
  ]);
  const beside = { requests: requests.items, escalations, stuck };
  const page = <RunPage visit={visit} run={run} {...beside} />;
  return show(c, page, status);
}

/** As lists find them, and those of the run itself, which whoever reads the run may read. */
async function escalationsOf({ admin, who }: Visit, runId: string): Promise<EscalationItem[]> {
  const [{ items }, history] = await Promise.all([
    listEscalations(admin, who, { runId, limit: MAX_RELATED }),
    readHistory(admin, who, runId),
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
