import type { Hono } from 'hono';
import type { Verdict } from '../../../contract/verdict';
import { readRequest } from '../../access/read-request';
import { cancelRequest, decideRequest } from '../../access/requests';
import { requestAt } from '../addresses';
import { flashAt } from '../flash-at';
import { said } from '../decision-said';
import { fieldsOf, type Form } from '../form';
import { RequestPage } from '../pages/request-page';
import { show } from '../show';
import { flashOf } from '../verdict-flash';
import type { Doors, Visit } from '../visit';

export function addRequestActions(app: Hono, { action }: Doors): void {
  app.post(
    '/decide',
    action(async (visit, form) => {
      const id = form.one('id') ?? '';
      const decision = form.one('decision') === 'approve' ? 'approve' : 'reject';
      const verdict = await decideRequest(visit.desk, visit.who, id, { decision, ...said(form, decision) });
      const flash = flashOf(
        verdict,
        decision === 'approve' ? 'Your approval counted' : 'Your rejection counted',
      );
      // What was typed is still needed, so it is not sent away with.
      if (verdict.outcome === 'invalid') return again(visit, verdict, form);
      return flashAt(visit, requestAt(id), flash);
    }),
  );
  app.post(
    '/cancel',
    action(async (visit, form) => {
      const id = form.one('id') ?? '';
      const verdict = await cancelRequest(visit.desk, visit.who, id, fieldsOf(form, 'reason'));
      return flashAt(visit, requestAt(id), flashOf(verdict, 'Cancelled'));
    }),
  );
}

async function again(visit: Visit, verdict: Verdict, form: Form): Promise<Response> {
  const request = await readRequest(visit.desk, visit.who, verdict.id);
  const typed = fieldsOf(form, 'text');
  const page = <RequestPage visit={visit} request={request} typed={typed} flash={flashOf(verdict)} />;
  return show(visit.c, page, 422);
}
