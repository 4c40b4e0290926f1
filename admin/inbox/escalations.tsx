import type { Hono } from 'hono';
import type { EscalationItem } from '../../client';
import { visibleLine as line } from '../../rules/text';
import { countEscalations, listEscalations, readEscalation } from '../access/escalations';
import { escalationAt, idIn, withQuery } from './addresses';
import { EscalationPage } from './escalation';
import { Layout, Live, show } from './parts/layout';
import { Pager, Row, Tabs, teamsNote } from './parts/lists';
import { Ago, Status } from './parts/values';
import type { Visit } from './visit';
import type { Handlers } from './handlers';
import { readStuckById } from '../access/stuck';

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
  /** How many are open that the reader may see. */
  open: number;
}

function escalationsAt({ show, status, cursor }: EscalationsQuery): string {
  return withQuery('/escalations', {
    ...(show !== 'mine' && { show }),
    ...(status !== 'open' && { status }),
    cursor,
  });
}

/** Problems that somebody must resolve. */
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
          label="Whose"
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

/** An escalation in a list. */
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
            asked: {assignees.map(line).join(', ')}
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
        <p class="empty-title">No escalation asks you.</p>
        <p>
          {open === 1 ? 'One other is' : `${open} others are`} open that you may read.{' '}
          <a href={escalationsAt({ show: 'all', status })}>See all</a>
        </p>
      </div>
    );
  return (
    <div class="empty">
      <p class="empty-title">{status === 'open' ? 'No escalation is open.' : 'There is none.'}</p>
    </div>
  );
}

export function addEscalationPages(app: Hono, { page }: Handlers): void {
  app.get(
    '/escalations',
    page((visit) => (visit.c.req.query('id') === undefined ? list(visit) : one(visit))),
  );
  app.get('/escalations/:id', page(one));
}

async function list(visit: Visit): Promise<Response> {
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

async function one(visit: Visit): Promise<Response> {
  const escalation = await readEscalation(visit.admin, visit.who, idIn(visit.c.req.url));
  const [told, stuck] = await Promise.all([
    visit.admin.notifications.get(escalation.id),
    readStuckById(visit.admin, escalation.id),
  ]);
  const page = <EscalationPage visit={visit} escalation={escalation} told={told} stuck={stuck} />;
  return show(visit.c, page);
}

function queryOf({ c }: Visit): EscalationsQuery {
  const [status, cursor] = [c.req.query('status'), c.req.query('cursor')];
  return {
    show: c.req.query('show') === 'all' ? 'all' : 'mine',
    status: status === 'resolved' || status === 'cancelled' ? status : 'open',
    ...(cursor && { cursor }),
  };
}
