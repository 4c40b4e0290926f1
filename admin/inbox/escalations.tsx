import type { Hono } from 'hono';
import type { EscalationItem, EscalationList } from '../../client';
import { visibleLine as line } from '../../rules/text';
import { countEscalations, listEscalations } from '../access/escalations';
import { namesOf } from '../access/principal';
import { escalationAt } from './addresses';
import { showEscalation } from './escalation';
import {
  activeFilters,
  ESCALATION_LISTS,
  escalationsAt,
  type EscalationsQuery,
  escalationsQuery,
  escalationsWithout,
  FILTER_NAMES,
  isOpen,
  LISTED_STATUSES,
  listOptions,
  withStatus,
} from './escalations-query';
import { followList, type Following } from './following';
import type { Handlers } from './handlers';
import { without } from './list-query';
import { EscalationFilters } from './parts/escalation-filters';
import { FilterProblems } from './parts/filters';
import { Layout, Live, show } from './parts/layout';
import { Pager, Row, searchedText, Tabs, teamsNote } from './parts/lists';
import { Ago, Status } from './parts/values';
import type { Visit } from './visit';

/*
 * The list of escalations.
 */

/** The number of open escalations in each list. */
type OpenCounts = Record<EscalationsQuery['show'], number>;

interface EscalationsPageProps {
  visit: Visit;
  query: EscalationsQuery;
  live: Following;
  list: EscalationList;
  open: OpenCounts;
}

function EscalationsPage({ visit, query, live, list, open }: EscalationsPageProps) {
  const note = teamsNote(visit.who);
  const { items, nextCursor, searched } = list;
  return (
    <Layout title="Escalations" visit={visit} live={live} wide>
      <div class="head">
        <h1>Escalations</h1>
      </div>
      {note === undefined ? null : <p class="note">{note}</p>}
      <FilterProblems problems={query.problems} />
      <div class="list-head">
        <Live part="tabs">
          <EscalationTabs visit={visit} query={query} open={open} />
        </Live>
        <EscalationFilters query={query} />
      </div>
      <Live part="rows">
        {searched === undefined ? null : (
          <p class="hint">{searchedText(visit, list, searched, 'escalation')}</p>
        )}
        {items.length === 0 ? (
          <NoEscalations query={query} open={open} />
        ) : (
          <ul class="rows">
            {items.map((item) => (
              <EscalationRow item={item} now={visit.now} />
            ))}
          </ul>
        )}
        <Pager
          next={nextCursor === undefined ? undefined : escalationsAt({ ...query, cursor: nextCursor })}
        />
      </Live>
    </Layout>
  );
}

const LIST_NAMES = { mine: 'For me', all: 'All' } as const;
const STATUS_NAMES = { open: 'Open', resolved: 'Resolved', cancelled: 'Cancelled' } as const;

/** The tabs: assignee and status. They keep the filters. */
function EscalationTabs({ visit, query, open }: Omit<EscalationsPageProps, 'list' | 'live'>) {
  const first = without(query, []);
  const { show, status } = first;
  return (
    <div class="lists">
      <Tabs
        label="Assigned to"
        locale={visit.locale}
        tabs={ESCALATION_LISTS.map((each) => ({
          name: LIST_NAMES[each],
          href: escalationsAt({ ...first, show: each }),
          current: each === show,
          ...(status === 'open' && { count: open[each] }),
        }))}
      />
      <Tabs
        label="Status"
        tabs={LISTED_STATUSES.map((each) => ({
          name: STATUS_NAMES[each],
          href: escalationsAt(withStatus(first, each)),
          current: each === status || (each === 'open' && isOpen(status)),
        }))}
      />
    </div>
  );
}

/** A row for an escalation. */
export function EscalationRow({ item, now }: { item: EscalationItem; now: number }) {
  const { id, level, reason, runId, requestId, status, dueAt, startedAt, assignees, unreadable } = item;
  return (
    <Row
      href={escalationAt(id)}
      title={line(reason) || line(id)}
      unreadable={unreadable}
      meta={[
        <>level {level}</>,
        requestId === undefined ? <>run {line(runId)}</> : <>request {line(requestId)}</>,
        <Ago iso={startedAt} now={now} />,
        assignees ? (
          <>
            assigned to {assignees.map(line).join(', ')}
            {item.assigneesIncomplete ? ' and others' : ''}
          </>
        ) : undefined,
      ]}
      aside={
        <>
          <Status status={status} />
          {dueAt === undefined ? null : (
            <span>
              due <Ago iso={dueAt} now={now} />
            </span>
          )}
        </>
      }
    />
  );
}

function NoEscalations({ query, open }: { query: EscalationsQuery; open: OpenCounts }) {
  const { show, status } = query;
  if (activeFilters(query).length > 0)
    return (
      <div class="empty">
        <p class="empty-title">No escalations match these filters.</p>
        <p>
          <a href={escalationsWithout(query, FILTER_NAMES)}>Clear the filters</a>
        </p>
      </div>
    );
  if (status === 'open' && show === 'mine' && open.all > 0)
    return (
      <div class="empty">
        <p class="empty-title">No escalations are assigned to you.</p>
        <p>
          You may read {open.all === 1 ? '1 other open escalation' : `${open.all} other open escalations`}.{' '}
          <a href={escalationsAt({ show: 'all', status })}>See all</a>
        </p>
      </div>
    );
  return (
    <div class="empty">
      <p class="empty-title">{`No ${status} escalations.`}</p>
    </div>
  );
}

export function addEscalationsPage(app: Hono, { page }: Handlers): void {
  app.get(
    '/escalations',
    page((visit) => (visit.c.req.query('id') === undefined ? showList(visit) : showEscalation(visit))),
  );
}

async function showList(visit: Visit): Promise<Response> {
  const query = escalationsQuery(new URL(visit.c.req.url).searchParams);
  const shown = await readEscalations(visit, query);
  const live = followList(escalationsAt(query), shown);
  return show(visit.c, <EscalationsPage visit={visit} query={query} live={live} {...shown} />);
}

/** One page of the list, and the number of open escalations in every list. */
export async function readEscalations(
  visit: Visit,
  query: EscalationsQuery,
): Promise<Pick<EscalationsPageProps, 'list' | 'open'>> {
  const { admin, who } = visit;
  const [list, mine, all] = await Promise.all([
    readList(visit, query),
    countEscalations(admin, who, { status: 'open', assignee: 'me' }),
    countEscalations(admin, who, { status: 'open' }),
  ]);
  return { list, open: { mine, all } };
}

async function readList({ admin, who }: Visit, query: EscalationsQuery): Promise<EscalationList> {
  const { show, team } = query;
  // The list has only escalations of the reader and the reader's teams, so a filter by another team matches none.
  if (team !== undefined && show === 'mine' && !namesOf(who).includes(team)) return { items: [] };
  return listEscalations(admin, who, listOptions(query));
}
