import type { Context } from 'hono';
import { defined } from '../../contract/defined';
import type { DecisionKind } from '../../contract/names';
import type { DecisionInput } from '../access/requests';

/*
 * The fields of a submitted form, and the decision in them.
 */

/** The fields of a submitted form. Empty fields are left out. */
export interface Form {
  one: (name: string) => string | undefined;
  all: (name: string) => string[];
  entries: () => [name: string, value: string][];
}

export async function readForm(c: Context): Promise<Form> {
  const body = await c.req.parseBody({ all: true });
  const texts = Object.entries(body).flatMap(([name, values]) =>
    [values]
      .flat()
      .filter((value): value is string => typeof value === 'string' && value !== '')
      // Browsers send each line break of a form as CR LF.
      .map((value): [string, string] => [name, value.replace(/\r\n?/g, '\n')]),
  );
  return formOf(texts);
}

export function formOf(entries: [name: string, value: string][]): Form {
  const all = (wanted: string) => entries.flatMap(([name, value]) => (name === wanted ? [value] : []));
  return { all, one: (name) => all(name)[0], entries: () => entries };
}

/** The fields with these names. Missing fields are left out. */
export function fieldsOf<Name extends string>(form: Form, ...names: Name[]): Partial<Record<Name, string>> {
  const found = names.flatMap((name) => {
    const value = form.one(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found) as Partial<Record<Name, string>>;
}

/**
 * The decision in a form. Its text field is the note of an approval, the reason of a rejection and the text of a response.
 * The answer to a response form is read apart: see `answerIn`.
 */
export function decisionIn(form: Form, decision: DecisionKind): DecisionInput {
  const text = form.one('text')?.trim();
  const stage = Number(form.one('stage'));
  const { contentHash } = fieldsOf(form, 'contentHash');
  const expected = { ...(stage > 0 && { stage }), ...defined({ contentHash }) };
  return {
    decision,
    ...(text ? { [TEXT_OF[decision]]: text } : {}),
    ...(decision === 'approve' && fieldsOf(form, 'confirm')),
    ...(Object.keys(expected).length > 0 && { expected }),
    ...fieldsOf(form, 'decisionId'),
  };
}

const TEXT_OF: Record<DecisionKind, string> = {
  approve: 'notes',
  edit: 'notes',
  reject: 'reason',
  respond: 'text',
};

/** The decision that a button of a form sends. Anything unknown is a rejection, which needs a reason. */
export function kindIn(form: Form): DecisionKind {
  const sent = form.one('decision');
  return sent === 'approve' || sent === 'respond' ? sent : 'reject';
}
