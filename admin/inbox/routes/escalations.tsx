import type { Hono } from 'hono';
import { countEscalations, listEscalations } from '../../access/escalations';
import { readEscalation } from '../../access/read-escalation';
import { idIn } from '../addresses';
import { EscalationPage } from '../pages/escalation-page';
import { EscalationsPage, type EscalationsQuery } from '../pages/escalations-page';
import { stuckNow } from '../parts/stuck';
import { show } from '../show';
import type { Doors, Visit } from '../visit';

export function addEscalationPages(app: Hono, { page }: Doors): void {
  app.get(
    '/escalations',
    page((visit) => (visit.c.req.query('id') === undefined ? list(visit) : one(visit))),
  );
  app.get('/escalations/:id', page(one));
}

async function list(visit: Visit): Promise<Response> {
  const { desk, who, c } = visit;
  const query = queryOf(visit);
  const { status, cursor } = query;
  const assignee = query.show === 'mine' ? { assignee: 'me' } : {};
  const [listed, open] = await Promise.all([
    listEscalations(desk, who, { status, ...assignee, ...(cursor && { cursor }) }),
    countEscalations(desk, who, { status: 'open' }),
  ]);
  const next = listed.nextCursor === undefined ? {} : { cursor: listed.nextCursor };
  return show(c, <EscalationsPage visit={visit} query={query} items={listed.items} open={open} {...next} />);
}

async function one(visit: Visit): Promise<Response> {
  const escalation = await readEscalation(visit.desk, visit.who, idIn(visit.c.req.url));
  const [told, stuck] = await Promise.all([
    visit.desk.notifications.get(escalation.id),
    stuckNow(visit, escalation.id),
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
