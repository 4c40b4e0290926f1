import type { EscalationItem } from '../../../client';
import { visibleLine as line } from '../../../rules/text';
import { escalationAt, withQuery } from '../addresses';
import { Layout } from '../parts/layout';
import { Live } from '../parts/live';
import { Pager } from '../parts/pager';
import { Row } from '../parts/row';
import { Status } from '../parts/status';
import { Tabs } from '../parts/tabs';
import { Ago } from '../parts/time';
import { teamsNote } from '../teams-note';
import type { Visit } from '../visit';

export interface EscalationsQuery {
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

export function escalationsAt({ show, status, cursor }: EscalationsQuery): string {
  return withQuery('/escalations', {
    ...(show !== 'mine' && { show }),
    ...(status !== 'open' && { status }),
    cursor,
  });
}

/** Problems that somebody must resolve. */
export function EscalationsPage({ visit, query, items, cursor, open }: EscalationsPageProps) {
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
