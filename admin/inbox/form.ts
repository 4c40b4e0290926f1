import type { Context } from 'hono';

/*
 * The fields that a form sent, and the decision they make.
 */

/** What a form sent: what is empty is not there, and lines end as the person typed them. */
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
      // Browsers send every line feed of a form as two characters.
      .map((value): [string, string] => [name, value.replace(/\r\n?/g, '\n')]),
  );
  return formOf(texts);
}

export function formOf(entries: [name: string, value: string][]): Form {
  const all = (wanted: string) => entries.flatMap(([name, value]) => (name === wanted ? [value] : []));
  return { all, one: (name) => all(name)[0], entries: () => entries };
}

/** The fields that are there, with these names. */
export function fieldsOf<Name extends string>(form: Form, ...names: Name[]): Partial<Record<Name, string>> {
  const found = names.flatMap((name) => {
    const value = form.one(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found) as Partial<Record<Name, string>>;
}

/** What a form for decisions says. Its one text is a note for who approves, and the reason of who rejects. */
export function decisionIn(form: Form, decision: 'approve' | 'reject') {
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
