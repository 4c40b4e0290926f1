import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutWorker } from '../../../support/without-worker';
import { CONTEXT, editsInTerminal, terminal } from '../edited-request';

/*
 * `hitl edit` (design rule 21), with scripts as the editor.
 */

const { given, recordOf, work, requested } = editsInTerminal();
const as = ['--as', 'ana'];

/** An editor that runs these lines of shell with the file as `$1`, and the environment that names it. */
function editor(...lines: string[]): { env: NodeJS.ProcessEnv } {
  const file = join(given.folder, `editor-${Math.random().toString(36).slice(2)}.sh`);
  writeFileSync(file, ['#!/bin/sh', `echo "$1" >> ${given.folder}/opened`, ...lines].join('\n'));
  chmodSync(file, 0o700);
  return { env: { EDITOR: file, PATH: process.env.PATH } };
}

describe('edit', () => {
  const openedFile = () =>
    readFileSync(join(given.folder, 'opened'), 'utf8').trim().split('\n').at(-1) ?? 'nothing was opened';

  test(
    'opens the arguments in a private file, shows the change, asks, sends it and removes the file',
    work(async () => {
      const id = await requested();
      const at = terminal('y');
      const change = editor(
        `cp "$1" ${given.folder}/seen; ls -l "$1" | cut -c1-10 > ${given.folder}/mode`,
        `sed -i 's/15000/500/' "$1"`,
      );
      const ran = await given.hitl.json(['edit', id, ...as, '--notes', 'n'], { ...at.io, ...change });
      expect(ran).toMatchObject({ code: 0, json: { outcome: 'accepted', status: 'approved' } });
      expect(ran.stderr).toContain('changes\n  /amount: 15000 → 500\n');
      expect(at.questions).toEqual(['\nApprove pay with these changes? (y/N) ']);
      const seen = readFileSync(join(given.folder, 'seen'), 'utf8');
      expect(seen).toMatch(/^\/\/ The arguments of pay, as JSON\./);
      expect(seen).toContain('// An edit may change /amount, /memo.');
      expect(JSON.parse(seen.replace(/^\/\/.*\n/gm, ''))).toEqual(CONTEXT);
      expect(readFileSync(join(given.folder, 'mode'), 'utf8').trim()).toBe('-rw-------');
      expect(existsSync(openedFile())).toBe(false);
      expect(await recordOf(id)).toMatchObject({
        context: { ...CONTEXT, amount: 500 },
        decisions: [{ decision: 'edit', notes: 'n' }],
      });
    }),
  );

  test(
    'opens again with the problem while the file is not valid',
    work(async () => {
      const id = await requested();
      const change = editor(
        `cat "$1" >> ${given.folder}/rounds`,
        `if grep -q 'PROBLEM: It is not JSON' "$1"; then sed -i 's/15000,,/9007199254740993,/' "$1"`,
        `elif grep -q 'PROBLEM: amount is an integer' "$1"; then sed -i 's/9007199254740993/15000/; s/acme/mallory/' "$1"`,
        `elif grep -q 'PROBLEM: The edit changes /to' "$1"; then sed -i 's/mallory/acme/; s/15000/3/' "$1"`,
        `else sed -i 's/15000,/15000,,/' "$1"; fi`,
      );
      const { code, stderr } = await given.hitl.text(['edit', id, ...as, '--yes'], change);
      expect([code, stderr]).toEqual([0, expect.stringContaining('The file opens again. It is not JSON')]);
      expect(stderr.match(/The file opens again/g)).toHaveLength(3);
      expect((await recordOf(id)).context).toEqual({ ...CONTEXT, amount: 3 });
    }),
  );

  test(
    'sends nothing where the file is unchanged, empty or still wrong, the editor fails, or the answer is no',
    work(async () => {
      const id = await requested();
      const silent = terminal();
      for (const [change, why] of [
        [editor(''), 'the file was not changed'],
        [editor(`sed -i 's/15000/1.5e4/' "$1"`), 'the file was not changed'],
        [editor(`: > "$1"`), 'the file is empty'],
        [editor(`grep -q PROBLEM "$1" || echo } >> "$1"`), 'saved with the same problem'],
        [editor('exit 3'), 'ended with 3. Set VISUAL or EDITOR'],
        [
          { env: { ...editor('').env, VISUAL: '/no/such/editor' } },
          'the editor /no/such/editor ended with 127',
        ],
      ] as const) {
        const ran = await given.hitl.json(['edit', id, ...as], { ...silent.io, ...change });
        expect(ran).toMatchObject({
          code: 8,
          json: { error: { name: 'Declined', message: expect.stringContaining(why) } },
        });
      }
      expect(silent.questions).toEqual([]);
      const no = await given.hitl.json(['edit', id, ...as], {
        ...terminal('n').io,
        ...editor(`sed -i 's/15000/1/' "$1"`),
      });
      expect(no.code).toBe(8);
      expect(existsSync(openedFile())).toBe(false);
      expect(await recordOf(id)).toMatchObject({ status: 'pending', refusedCount: 0 });
    }),
  );

  test(
    'invisible characters are escapes in the file, and come back as they were',
    work(async () => {
      const context = { amount: 15_000, memo: 'a\u202Eb\u200B', '// not a comment': '// nor this' };
      const id = await requested('pay', context);
      const change = editor(`cp "$1" ${given.folder}/seen`, `sed -i 's/15000/1/' "$1"`);
      expect((await given.hitl.json(['edit', id, ...as, '--yes'], change)).code).toBe(0);
      expect(readFileSync(join(given.folder, 'seen'), 'utf8')).toContain('a\\u202eb\\u200b');
      expect((await recordOf(id)).context).toEqual({ ...context, amount: 1 });
    }),
  );

  test(
    'is refused before an editor opens: without a terminal, where no policy allows it, and after the end',
    work(async () => {
      const [plain, ended] = [await requested('deploy'), await requested()];
      await given.temporal.manager.reject(ended, { decidedBy: 'ana', reason: 'no' });
      const never = editor('exit 9');
      for (const [argv, message] of [
        [['edit', plain, ...as], 'which needs a terminal. In a script use `hitl approve ID --edit JSON`'],
        [['edit', plain, ...as, '--yes'], 'its policies allow only: approve, reject.'],
        [['edit', ended, ...as, '--yes'], 'cannot be edited any more: rejected by ana'],
      ] as const) {
        const { code, stderr } = await given.hitl.text(argv, never);
        expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
      }
    }),
  );

  test('without a worker the edit is queued, for the content that was read', () =>
    withoutWorker(given.temporal, async () => {
      const { id } = await given.temporal.manager.requestApproval({
        action: 'pay',
        context: CONTEXT,
        requesterId: 'agent',
      });
      const change = editor(`sed -i 's/15000/1/' "$1"`);
      expect(await given.hitl.json(['edit', id, ...as, '--yes'], change)).toMatchObject({
        code: 8,
        json: { outcome: 'queued' },
      });
    }));
});
