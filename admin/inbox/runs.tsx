import type { Hono } from 'hono';
import type { ListPage, RunItem } from '../../client';
import { defined } from '../../contract/defined';
import { RUN_STATUSES } from '../../contract/names';
import { visibleLine as line } from '../../rules/text';
import { countRuns, listRuns } from '../access/runs';
import { runAt } from './addresses';
import { followList, type Following } from './following';
import type { Handlers } from './handlers';
import { without } from './list-query';
import { FilterProblems } from './parts/filters';
import { Layout, Live, show } from './parts/layout';
import { Pager, Row, Tabs } from './parts/lists';
import { RunFilters } from './parts/run-filters';
import { Ago, Status } from './parts/values';
import { showRun } from './run';
import { activeFilters, filterOf, listOptions, runsAt, type RunsQuery, runsQuery } from './runs-query';
import type { Visit } from './visit';

/*
 * The list of agent runs.
 */

const TABS = [undefined, ...RUN_STATUSES] as const;

interface RunsPageProps {
  visit: Visit;
  query: RunsQuery;
  live: Following;
  list: ListPage<RunItem>;
  /** The number of runs in each tab, with the filters. */
  counts: readonly number[];
}

function RunsPage({ visit, query, live, list, counts }: RunsPageProps) {
  const { items, nextCursor } = list;
  const isNarrowed = query.status !== undefined || activeFilters(query).length > 0;
  const first = without(query, []);
  return (
    <Layout title="Runs" visit={visit} live={live} wide>
      <div class="head">
        <h1>Runs</h1>
      </div>
      <FilterProblems problems={query.problems} />
      <div class="list-head">
        <Live part="tabs">
          <div class="lists">
            <Tabs
              label="Status"
              locale={visit.locale}
              tabs={TABS.map((each, index) => ({
                name: each === undefined ? 'All' : withCapital(each),
                href: runsAt({ ...without(first, ['status']), ...defined({ status: each }) }),
                current: each === query.status,
                ...defined({ count: counts[index] }),
              }))}
            />
          </div>
        </Live>
        <RunFilters query={query} />
      </div>
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
        <Pager next={nextCursor === undefined ? undefined : runsAt({ ...query, cursor: nextCursor })} />
      </Live>
    </Layout>
  );
}

function withCapital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
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
  const query = runsQuery(new URL(visit.c.req.url).searchParams);
  const shown = await readRuns(visit, query);
  const live = followList(runsAt(query), shown);
  return show(visit.c, <RunsPage visit={visit} query={query} live={live} {...shown} />);
}

/** One page of the list, and the number of runs in every tab. */
export async function readRuns(
  { admin, who }: Visit,
  query: RunsQuery,
): Promise<Pick<RunsPageProps, 'list' | 'counts'>> {
  const [list, ...counts] = await Promise.all([
    listRuns(admin, who, listOptions(query)),
    ...TABS.map((status) =>
      countRuns(admin, who, filterOf({ ...without(query, ['status']), ...defined({ status }) })),
    ),
  ]);
  return { list, counts };
}
