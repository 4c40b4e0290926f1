import type { Hono } from 'hono';
import type { EscalationItem } from '../../client';
import { visibleLine as line } from '../../rules/text';
import { countEscalations, listEscalations } from '../access/escalations';
import { escalationAt, withQuery } from './addresses';
import { showEscalation } from './escalation';
import type { Handlers } from './handlers';
import { Layout, Live, show } from './parts/layout';
import { Pager, Row, Tabs, teamsNote } from './parts/lists';
import { Ago, Status } from './parts/values';
import type { Visit } from './visit';

/*
 * The list of escalations.
 */

interface EscalationsQuery {
  show: 'mine' | 'all';
  status: 'open' | 'resolved' | 'cancelled';
  cursor?: string;
}

interface EscalationsPageProps {
  visit: Visit;
  query: EscalationsQuery;
  items: readonly EscalationItem[];
  cursor?: string;
  /** The number of open escalations that the reader may read. */
  open: number;
}

function escalationsAt({ show, status, cursor }: EscalationsQuery): string {
  return withQuery('/escalations', {
    ...(show !== 'mine' && { show }),
    ...(status !== 'open' && { status }),
    cursor,
  });
}

function EscalationsPage({ visit, query, items, cursor, open }: EscalationsPageProps) {
  const { show, status } = query;
  const note = teamsNote(visit.who);
  return (
    <Layout title="Escalations" visit={visit} live="all" wide>
      <div class="head">
        <h1>Escalations</h1>
      </div>
      {note === undefined ? null : <p class="note">{note}</p>}
      <div class="lists">
        <Tabs
          label="Assigned to"
          tabs={(['mine', 'all'] as const).map((each) => ({
            name: each === 'mine' ? 'For me' : 'All',
            href: escalationsAt({ show: each, status }),
            current: each === show,
          }))}
        />
        <Tabs
          label="Status"
          tabs={(['open', 'resolved', 'cancelled'] as const).map((each) => ({
            name: each === 'open' ? 'Open' : each === 'resolved' ? 'Resolved' : 'Cancelled',
            href: escalationsAt({ show, status: each }),
            current: each === status,
          }))}
        />
      </div>
      <Live part="rows">
        {items.length === 0 ? (
          <NoEscalations query={query} open={open} />
        ) : (
          <ul class="rows">
            {items.map((item) => (
              <EscalationRow item={item} now={visit.now} />
            ))}
          </ul>
        )}
        <Pager next={cursor === undefined ? undefined : escalationsAt({ ...query, cursor })} />
      </Live>
    </Layout>
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

function NoEscalations({ query: { show, status }, open }: { query: EscalationsQuery; open: number }) {
  if (status === 'open' && show === 'mine' && open > 0)
    return (
      <div class="empty">
        <p class="empty-title">No escalations are assigned to you.</p>
        <p>
          You may read {open === 1 ? '1 other open escalation' : `${open} other open escalations`}.{' '}
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
  const { admin, who, c } = visit;
  const query = queryOf(visit);
  const { status, cursor } = query;
  const assignee = query.show === 'mine' ? { assignee: 'me' } : {};
  const [listed, open] = await Promise.all([
    listEscalations(admin, who, { status, ...assignee, ...(cursor && { cursor }) }),
    countEscalations(admin, who, { status: 'open' }),
  ]);
  const next = listed.nextCursor === undefined ? {} : { cursor: listed.nextCursor };
  return show(c, <EscalationsPage visit={visit} query={query} items={listed.items} open={open} {...next} />);
}

function queryOf({ c }: Visit): EscalationsQuery {
  const [status, cursor] = [c.req.query('status'), c.req.query('cursor')];
  return {
    show: c.req.query('show') === 'all' ? 'all' : 'mine',
    status: status === 'resolved' || status === 'cancelled' ? status : 'open',
    ...(cursor && { cursor }),
  };
}
