import { fieldsOf, type Form } from './form';

/** What a form for decisions says. Its one text is a note for who approves, and the reason of who rejects. */
export function said(form: Form, decision: 'approve' | 'reject') {
  const text = form.one('text')?.trim();
  const stage = Number(form.one('stage'));
  const { contentHash } = fieldsOf(form, 'contentHash');
  const expected = { ...(stage > 0 && { stage }), ...(contentHash !== undefined && { contentHash }) };
  return {
    ...(text ? { [decision === 'approve' ? 'notes' : 'reason']: text } : {}),
    ...(decision === 'approve' && fieldsOf(form, 'confirm')),
    ...(Object.keys(expected).length > 0 && { expected }),
    ...fieldsOf(form, 'decisionId'),
  };
}
