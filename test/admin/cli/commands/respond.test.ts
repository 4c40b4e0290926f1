import { RICHER } from '../../../support/richer-policies';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cli, cliAt } from '../run-cli';

/*
 * Responses, answers to forms and comments (design rules 22, 24 and 27).
 */

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, RICHER);
async function requested(action: string): Promise<string> {
  const { id } = await temporal.manager.requestApproval({ action, requesterId: 'agent' });
  await eventually(async () => (await temporal.manager.getRequest(id)).plan !== undefined);
  return id;
}
const as = ['--as', 'ana'];

test(
  'respond ends the request as answered, and waiting for it exits with 5',
  work(async () => {
    const id = await requested('pay');
    const sent = await hitl.text(['respond', id, ...as, '--text', 'use the other account', '--notes', 'n']);
    expect([sent.code, sent.stdout]).toEqual([
      0,
      `accepted: Answered. The action does not run.\n${id} is answered.\n`,
    ]);
    const waited = await hitl.text(['wait', id]);
    expect(waited.code).toBe(5);
    expect(waited.stdout).toMatch(/: answered by ana at 20.*\nana: use the other account\nana: n\n$/);
    expect((await hitl.json(['wait', id])).json).toMatchObject({
      status: 'answered',
      answerText: 'use the other account',
    });
    const shown = (await hitl.text(['show', id])).stdout;
    expect(shown).toMatch(/^answered\n {2}│ use the other account$/m);
    expect(shown).toMatch(/ana answered, 20.*, with the CLI: use the other account: n$/m);
  }),
);

test(
  'the answer to a form: invalid uses nothing up, and the record has it',
  work(async () => {
    const id = await requested('book');
    const missing = await hitl.json(['approve', id, ...as]);
    expect(missing).toMatchObject({ code: 2, json: { outcome: 'invalid', status: 'pending' } });
    expect(missing.json.message).toContain('cost_center: must be answered');
    const wrong = await hitl.json(['approve', id, ...as, '--answer', '{"cost_center": "7"}']);
    expect(wrong.json.message).toContain('cost_center: must match the pattern ^K[0-9]+$');
    const shown = (await hitl.text(['show', id])).stdout;
    expect(shown).toContain('  cost_center: required, text, pattern ^K[0-9]+$\n    as in SAP\n');
    expect(shown).toContain(`hitl approve ${id} --as ana --answer JSON --address`);
    expect((await hitl.json(['approve', id, ...as, '--answer', '{"cost_center": "K7"}'])).code).toBe(0);
    const waited = await hitl.text(['wait', id]);
    expect([waited.code, waited.stdout]).toEqual([
      0,
      expect.stringContaining('\nanswer to the form: {"cost_center":"K7"}\n'),
    ]);
    expect((await hitl.json(['show', id])).json.answer).toEqual({ cost_center: 'K7' });
    const other = await requested('book');
    const answered = await hitl.json(['respond', other, ...as, '--answer', '{"cost_center": "K8"}']);
    expect(answered.json).toMatchObject({ outcome: 'accepted', status: 'answered' });
  }),
);

test(
  'respond is not authorized where a policy does not allow it',
  work(async () => {
    const { code, json } = await hitl.json(['respond', await requested('deploy'), ...as, '--text', 'no']);
    expect([code, json.outcome, json.status]).toEqual([4, 'not_authorized', 'pending']);
  }),
);

test.each([
  [['respond', 'x', ...as], 'missing --text <text> or --answer <json>'],
  [['respond', 'x', '--text', 't'], 'missing --as NAME'],
  [['respond', 'x', ...as, '--answer', '{"a": {}}'], '--answer: a: must be a text, a number'],
  [['respond', 'x', ...as, '--answer', '{"a": 1e400}'], '--answer: a is a number that is too large'],
  [['comment', 'x', ...as], 'missing --text <text>'],
])('%j is a usage error', async (argv, message) => {
  const { code, stderr } = await cli(argv);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test(
  'comment decides nothing, and show prints it',
  work(async () => {
    const id = await requested('pay');
    const evil = 'asked the vendor\n\u202Eapproved';
    expect(
      await hitl.json(['comment', id, '--as', 'bo', '--text', evil, '--decision-id', 'k']),
    ).toMatchObject({ code: 0, json: { outcome: 'accepted', status: 'pending' } });
    expect(
      (await hitl.json(['comment', id, '--as', 'bo', '--text', evil, '--decision-id', 'k'])).json,
    ).toMatchObject({ outcome: 'duplicate' });
    expect((await hitl.json(['comment', id, '--as', 'mallory', '--text', 'x'])).code).toBe(4);
    expect((await hitl.text(['show', id])).stdout).toMatch(
      /^comments\n {2}bo, 20.*, with the CLI\n {4}│ asked the vendor\n {4}│ ⟨U\+202E⟩approved$/m,
    );
    expect((await hitl.json(['show', id])).json).toMatchObject({
      status: 'pending',
      comments: [{ by: 'bo', text: evil, via: 'cli' }],
    });
  }),
);
