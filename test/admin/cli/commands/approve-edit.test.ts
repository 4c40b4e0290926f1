import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shownHash } from '../../../support/temporal';
import { CONTEXT, editsInTerminal, terminal } from '../edited-request';

/*
 * `hitl approve --edit` (design rule 21).
 */

const { given, recordOf, work, requested } = editsInTerminal();
const as = ['--as', 'ana'];

describe('approve --edit', () => {
  test(
    'changes what the merge patch names, prints the change, and keeps the rest as it was',
    work(async () => {
      const id = await requested();
      const edit = ['--edit', '{"amount": 500.25, "memo": null}', '--notes', 'the invoice says so'];
      const ran = await given.hitl.json(['approve', id, ...as, ...edit]);
      expect(ran).toMatchObject({
        code: 0,
        json: { outcome: 'accepted', status: 'approved', message: 'Approved with the changed content.' },
        stderr: 'changes\n  /memo: "ü \\"q\\"" → (removed)\n  /amount: 15000 → 500.25\n',
      });
      expect(await recordOf(id)).toMatchObject({
        context: { amount: 500.25, to: 'acme', rate: 0.1 },
        original: { context: CONTEXT },
        decisions: [{ decision: 'edit', decidedBy: 'ana', notes: 'the invoice says so', via: 'cli' }],
      });
    }),
  );

  test(
    '--edit-file has the whole new context',
    work(async () => {
      const id = await requested();
      const file = join(given.folder, 'new.json');
      writeFileSync(file, JSON.stringify({ ...CONTEXT, amount: 7 }));
      expect((await given.hitl.json(['approve', id, ...as, '--edit-file', file])).json.status).toBe(
        'approved',
      );
      expect((await recordOf(id)).context).toEqual({ ...CONTEXT, amount: 7 });
    }),
  );

  test(
    'asks on a terminal, and not with --yes',
    work(async () => {
      const id = await requested();
      const argv = ['approve', id, ...as, '--edit', '{"amount": 7}'];
      const at = terminal('no');
      const no = await given.hitl.json(argv, at.io);
      expect([no.code, no.json.error.name]).toEqual([8, 'Declined']);
      expect(at.questions).toEqual(['\nApprove pay with these changes? (y/N) ']);
      expect(no.stderr).toContain('/amount: 15000 → 7');
      expect(await recordOf(id)).toMatchObject({ status: 'pending', refusedCount: 0 });
      const silent = terminal();
      expect((await given.hitl.json([...argv, '--yes'], silent.io)).code).toBe(0);
      expect(silent.questions).toEqual([]);
    }),
  );

  test.each([
    [['--edit', '{"amount": 9007199254740993}'], 'amount is an integer beyond'],
    [['--edit', '{"amount": 0.12345678901234567890}'], '--edit: amount is a number with too many digits'],
    [['--edit', '{amount: 1}'], '--edit is not JSON'],
    [['--edit', '[1]'], '--edit is an array'],
    [['--edit-file', '/nowhere.json'], '--edit-file @/nowhere.json cannot be read'],
    [['--edit', '{}', '--edit-file', 'x'], '--edit and --edit-file cannot be combined'],
    [['--edit', '{}', '--confirm', 'x'], '--confirm belongs to a confirmation'],
    [['other', '--edit', '{}'], '--edit is about one request'],
  ])('%j is a usage error', async (more, message) => {
    const { code, stderr } = await given.hitl.text(['approve', 'none', ...as, ...more]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test(
    'an edit of nothing is refused before it is sent, one of a fixed path is invalid',
    work(async () => {
      const id = await requested();
      const same = await given.hitl.text(['approve', id, ...as, '--edit', '{"amount": 15000}']);
      expect([same.code, same.stderr]).toEqual([2, expect.stringContaining('the edit changes nothing')]);
      const fixed = await given.hitl.json(['approve', id, ...as, '--edit', '{"to": "mallory"}']);
      expect(fixed).toMatchObject({ code: 2, json: { outcome: 'invalid', status: 'pending' } });
      expect(fixed.json.message).toContain('The edit changes /to, which may not be changed.');
    }),
  );

  test(
    'an approval after an edit needs the hash of what was edited, which hitl show prints and a terminal sends',
    work(async () => {
      const [id, other] = [await requested('pay_twice'), await requested('pay_twice')];
      for (const each of [id, other])
        expect((await given.hitl.json(['approve', each, ...as, '--edit', '{"amount": 7}'])).code).toBe(0);
      const bare = await given.hitl.text(['approve', id, '--as', 'bo']);
      expect([bare.code, bare.stdout]).toEqual([9, expect.stringContaining('superseded')]);
      expect(bare.stderr).toContain(`hitl approve ${id} --as bo --content-hash HASH`);
      const [, hash = ''] =
        /--content-hash ([0-9a-f]{64})/.exec((await given.hitl.text(['show', id])).stdout) ?? [];
      expect(
        (await given.hitl.json(['approve', id, '--as', 'bo', '--content-hash', hash])).json,
      ).toMatchObject({
        status: 'approved',
      });
      const at = terminal('y');
      const asked = await given.hitl.text(['approve', other, '--as', 'bo'], at.io);
      expect([asked.code, at.questions]).toEqual([0, ['\nApprove pay_twice? (y/N) ']]);
      expect(asked.stderr).toContain('/amount: 15000 → 7');
    }),
  );

  test(
    'with mustReadAll a script must name the hash',
    work(async () => {
      const id = await requested('pay_batch');
      const argv = ['approve', id, ...as, '--edit', '{"amount": 7}'];
      const bare = await given.hitl.text(argv);
      expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('add --content-hash HASH')]);
      const hash = await shownHash(given.temporal.manager, id);
      expect((await given.hitl.json([...argv, '--content-hash', 'guessed'])).json.outcome).toBe('superseded');
      expect((await given.hitl.json([...argv, '--content-hash', hash])).json.outcome).toBe('accepted');
    }),
  );
});
