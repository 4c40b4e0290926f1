import type { Hono } from 'hono';
import type { RunItem } from '../../client';
import { defined } from '../../contract/defined';
import { RUN_STATUSES, type RunStatus } from '../../contract/names';
import { visibleLine as line } from '../../rules/text';
import { listRuns } from '../access/runs';
import { runAt, withQuery } from './addresses';
import type { Handlers } from './handlers';
import { LineField, SelectField } from './parts/forms';
import { Layout, Live, show } from './parts/layout';
import { Pager, Row } from './parts/lists';
import { Ago, Status } from './parts/values';
import { showRun } from './run';
import type { Visit } from './visit';

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
        <LineField of="filter" name="agent" label="Agent (exact name)" value={agent} />
        <button>Filter</button>
      </form>
      <Live part="rows">
        {items.length === 0 ? (
          <div class="empty">
            <p class="empty-title">{isNarrowed ? 'No matching runs.' : 'No runs.'}</p>
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
      title={agent === undefined ? 'Attached agent' : line(agent)}
      on={line(id)}
      unreadable={unreadable}
      meta={[
        form,
        requesterId === undefined ? undefined : <>requested by {line(requesterId)}</>,
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

export function addRunsPage(app: Hono, { page }: Handlers): void {
  app.get(
    '/runs',
    page((visit) => (visit.c.req.query('id') === undefined ? showList(visit) : showRun(visit))),
  );
}

async function showList(visit: Visit): Promise<Response> {
  const query = queryOf(visit);
  const { items, nextCursor } = await listRuns(visit.admin, visit.who, query);
  const next = nextCursor === undefined ? {} : { cursor: nextCursor };
  return show(visit.c, <RunsPage visit={visit} query={query} items={items} {...next} />);
}

function queryOf({ c }: Visit): RunsQuery {
  const status = RUN_STATUSES.find((each) => each === c.req.query('status'));
  const [agent, cursor] = [c.req.query('agent')?.trim(), c.req.query('cursor')];
  return { ...defined({ status }), ...(agent && { agent }), ...(cursor && { cursor }) };
}
