import { RICHER } from '../../../support/richer-policies';
import { eventually } from '../../../support/temporal';
import { type Programs, startPrograms } from './programs';

/*
 * Edits, responses, comments, evidence and forms through an admin server, as with Temporal.
 */

let { temporal, bot, people, direct } = {} as Programs;
startPrograms((started) => ({ temporal, bot, people, direct } = started));

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, RICHER);
async function requested(action: string, ...more: string[]): Promise<string> {
  const { id } = (await bot.json(['request', '--action', action, ...more])).json as { id: string };
  await eventually(async () => (await direct.json(['show', id])).json.plan !== undefined);
  return id;
}
const as = ['--as', 'ana'];

test(
  'an edit with evidence beside it: the record is the same as with Temporal',
  work(async () => {
    const id = await requested(
      'pay',
      ...['--context', '{"amount": 15000, "to": "acme"}', '--rationale', 'the invoice is due'],
      ...[
        '--evidence',
        'text:Invoice=500 to acme',
        '--response',
        '{"properties": {"ok": {"type": "boolean"}}}',
      ],
    );
    expect((await people.json(['comment', id, '--as', 'bo', '--text', 'looks high'])).json).toMatchObject({
      outcome: 'accepted',
    });
    const stranger = await people.json(['comment', id, '--as', 'vi', '--text', 'x']);
    expect([stranger.code, stranger.json.error.name]).toEqual([1, 'RequestNotFound']);
    const wrong = await people.json(['approve', id, ...as, '--edit', '{"to": "mallory"}']);
    expect([wrong.code, wrong.json.outcome]).toEqual([2, 'invalid']);
    const edit = ['--edit', '{"amount": 500}', '--notes', 'as invoiced', '--answer', '{"ok": true}'];
    const edited = await people.json(['approve', id, ...as, ...edit]);
    expect(edited).toMatchObject({ code: 0, json: { outcome: 'accepted', status: 'approved' } });
    const { json } = await bot.json(['wait', id]);
    expect(json).toMatchObject({
      context: { amount: 500, to: 'acme' },
      original: { context: { amount: 15_000, to: 'acme' } },
      rationale: 'the invoice is due',
      evidence: [{ kind: 'text', title: 'Invoice', content: '500 to acme' }],
      answer: { ok: true },
      comments: [{ by: 'bo', text: 'looks high' }],
      decisions: [{ decision: 'edit', decidedBy: 'ana', notes: 'as invoiced' }],
    });
    expect((await direct.json(['wait', id])).json).toEqual(json);
  }),
);

test(
  'a response: answered, and the wait exits with 5',
  work(async () => {
    const id = await requested('pay');
    const sent = await people.json(['respond', id, ...as, '--text', 'use the other account']);
    expect(sent).toMatchObject({ code: 0, json: { outcome: 'accepted', status: 'answered' } });
    expect(await bot.json(['wait', id])).toMatchObject({
      code: 5,
      json: { status: 'answered', answerText: 'use the other account' },
    });
  }),
);

test(
  'the policies say what approvers may do',
  work(async () => {
    const { json } = await direct.json(['policies']);
    const payments = (json as { policies: { name: string }[] }).policies.find(
      ({ name }) => name === 'payments',
    );
    expect(payments).toMatchObject({
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount', '/memo'],
    });
    const { stdout } = await direct.text(['policies']);
    expect(stdout).toContain(
      'approvers may approve, reject, edit, respond; an edit may change /amount, /memo',
    );
    expect(stdout).toContain('a form asks for cost_center');
  }),
);
