import type { Hono } from 'hono';
import { readRequest } from '../../access/read-request';
import { cancelRequest, decideRequest } from '../../access/requests';
import { requestAt } from '../addresses';
import { flashAt } from '../flash-at';
import { said } from '../decision-said';
import { fieldsOf, formOf } from '../form';
import { RequestPage } from '../pages/request-page';
import { show } from '../show';
import { flashOf } from '../verdict-flash';
import type { Again, Doors } from '../visit';

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
      // What was typed is still needed, so it is not sent away with. A wrong value is typed anew.
      const typed = visit.typed && { ...visit.typed, form: formOf([['text', form.one('text') ?? '']]) };
      if (verdict.outcome === 'invalid')
        return again({ ...visit, typed, flash: flashOf(verdict) }, form, 422);
      return flashAt(visit, requestAt(id), flash);
    }, again),
  );
  app.post(
    '/cancel',
    action(async (visit, form) => {
      const id = form.one('id') ?? '';
      const verdict = await cancelRequest(visit.desk, visit.who, id, fieldsOf(form, 'reason'));
      return flashAt(visit, requestAt(id), flashOf(verdict, 'Cancelled'));
    }, again),
  );
}

const again: Again = async (visit, form, status) => {
  const request = await readRequest(visit.desk, visit.who, form.one('id') ?? '');
  return show(visit.c, <RequestPage visit={visit} request={request} />, status);
};
