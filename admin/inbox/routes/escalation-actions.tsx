import type { Hono } from 'hono';
import type { ResolveOptions } from '../../../client';
import type { ResolutionAction } from '../../../contract/escalation';
import { LEVELS } from '../../../contract/names';
import { findJsonLoss } from '../../../rules/strict-json';
import { acknowledge, cancelEscalation, promote, reassign, resolve } from '../../access/escalations';
import { readEscalation } from '../../access/read-escalation';
import { escalationAt } from '../addresses';
import { flashAt } from '../flash-at';
import { fieldsOf, type Form } from '../form';
import { EscalationPage } from '../pages/escalation-page';
import { show } from '../show';
import { flashOf } from '../verdict-flash';
import type { Again, Doors } from '../visit';

const ACTIONS: readonly ResolutionAction[] = ['continue', 'abort', 'modify'];

export function addEscalationActions(app: Hono, { action }: Doors): void {
  const idOf = (form: Form) => form.one('id') ?? '';
  app.post(
    '/escalations/acknowledge',
    action(async (visit, form) => {
      const verdict = await acknowledge(visit.desk, visit.who, idOf(form), fieldsOf(form, 'decisionId'));
      return flashAt(visit, escalationAt(idOf(form)), flashOf(verdict, 'You have it'));
    }, again),
  );
  app.post(
    '/escalations/resolve',
    action(async (visit, form) => {
      const said = resolutionIn(form);
      const refused = (message: string) =>
        again({ ...visit, flash: { counted: false, title: 'Nothing was done', message } }, form, 422);
      if ('problem' in said) return refused(said.problem);
      const verdict = await resolve(visit.desk, visit.who, idOf(form), said);
      const flash = flashOf(verdict, 'Resolved');
      if (verdict.outcome === 'invalid') return refused(flash.message);
      return flashAt(visit, escalationAt(idOf(form)), flash);
    }, again),
  );
  app.post(
    '/escalations/promote',
    action(async (visit, form) => {
      const level = LEVELS.find((each) => each === form.one('expectedLevel'));
      const said = { ...fieldsOf(form, 'reason', 'decisionId'), ...(level && { expectedLevel: level }) };
      const verdict = await promote(visit.desk, visit.who, idOf(form), said);
      return flashAt(visit, escalationAt(idOf(form)), flashOf(verdict, 'Promoted'));
    }, again),
  );
  app.post(
    '/escalations/reassign',
    action(async (visit, form) => {
      const assignees = (form.one('assignees') ?? '').split(',').map((name) => name.trim());
      const said = { ...fieldsOf(form, 'reason', 'decisionId'), assignees: assignees.filter(Boolean) };
      const verdict = await reassign(visit.desk, visit.who, idOf(form), said);
      return flashAt(visit, escalationAt(idOf(form)), flashOf(verdict, 'Reassigned'));
    }, again),
  );
  app.post(
    '/escalations/cancel',
    action(async (visit, form) => {
      const verdict = await cancelEscalation(visit.desk, visit.who, idOf(form), fieldsOf(form, 'reason'));
      return flashAt(visit, escalationAt(idOf(form)), flashOf(verdict, 'Cancelled'));
    }, again),
  );
}

type Said = Omit<ResolveOptions, 'resolvedBy' | 'via'>;

/** What the form says; JSON that is none is said here, before anything is sent. */
function resolutionIn(form: Form): Said | { problem: string } {
  const action = ACTIONS.find((each) => each === form.one('action'));
  if (action === undefined) return { problem: 'Choose what happens now: continue, modify or abort.' };
  const said = { action, resolution: form.one('resolution') ?? '', ...fieldsOf(form, 'decisionId') };
  if (action !== 'modify') return said;
  const text = form.one('modification');
  if (text === undefined)
    return { problem: 'Modify needs a modification: JSON that the next step is given.' };
  try {
    const modification = JSON.parse(text) as ResolveOptions['modification'];
    const loss = findJsonLoss(text, 'modification');
    return loss === undefined ? { ...said, modification } : { problem: `Nothing was sent: ${loss}.` };
  } catch (error) {
    return { problem: `The modification is no JSON: ${(error as Error).message}` };
  }
}

const again: Again = async (visit, form, status) => {
  const escalation = await readEscalation(visit.desk, visit.who, form.one('id') ?? '');
  return show(visit.c, <EscalationPage visit={visit} escalation={escalation} />, status);
};
