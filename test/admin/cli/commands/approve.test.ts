import type { Io } from '../../../../admin/cli/io';
import type { ConfigInput } from '../../../../contract/config/config';
import { startTemporal, type TemporalForTests } from '../../../support/temporal';
import { withoutWorker } from '../../../support/without-worker';
import { cliAt } from '../run-cli';

/*
 * What a policy's presentation demands (design rule 28), in the terminal.
 */

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

const CONFIG: ConfigInput = {
  policies: [
    { name: 'plain', actions: ['pay'], approvers: ['ana'] },
    { name: 'whole', actions: ['pay_batch'], approvers: ['ana'], mustReadAll: true },
    { name: 'grave', actions: ['wire'], approvers: ['ana'], severity: 'high' },
    { name: 'alone', actions: ['run_sql'], approvers: ['ana'], bulk: false },
  ],
};
const withWorker = (body: () => Promise<void>) => temporal.withWorker(body, CONFIG);

const requested = async (action: string) =>
  (
    await temporal.manager.requestApproval({
      action,
      resource: 'acme',
      context: { memo: 'the first line\nthe last line' },
      requesterId: 'agent',
    })
  ).id;
const recordOf = (id: string) => temporal.manager.getRequest(id);
const as = ['--as', 'ana'];

/** The text without what changes from second to second. */
const withoutAges = (text: string) => text.replace(/\((in .*?|.*? ago)\)/g, '(…)');

/** A terminal whose person gives these answers. `questions` collects what was asked. */
function terminal(...answers: string[]) {
  const questions: string[] = [];
  const ask: Io['ask'] = async (question) => {
    questions.push(question);
    const line = answers.shift() ?? '';
    return line === '^C' ? 'interrupted' : { line };
  };
  return { questions, io: { ask } };
}

describe('mustReadAll', () => {
  test('without a terminal an approval needs the hash that hitl show prints', () =>
    withWorker(async () => {
      const id = await requested('pay_batch');
      const bare = await hitl.text(['approve', id, ...as, '--yes']);
      expect(bare.code).toBe(2);
      expect(bare.stdout).toContain('invalid: A policy demands that everything is read before an approval');
      const at = temporal.at;
      expect(bare.stderr).toBe(
        `Read it: hitl show ${id} ${at}\n` +
          `Repeat with the hash that it prints: hitl approve ${id} --as ana --content-hash HASH ${at}\n`,
      );
      const wrong = await hitl.json(['approve', id, ...as, '--content-hash', 'guessed']);
      expect(wrong).toMatchObject({ code: 9, json: { outcome: 'superseded' } });
      const { stdout } = await hitl.text(['show', id]);
      const [, hash = ''] = /--content-hash ([0-9a-f]{64}) /.exec(stdout) ?? [];
      expect(hash).toBe((await recordOf(id)).plan?.contentHash);
      const right = await hitl.json(['approve', id, ...as, '--content-hash', hash]);
      expect(right).toMatchObject({ code: 0, json: { outcome: 'accepted', status: 'approved' } });
    }));

  test('on a terminal it shows what hitl show does, and asks', () =>
    withWorker(async () => {
      const id = await requested('pay_batch');
      const at = terminal('', 'yes');
      const no = await hitl.json(['approve', id, ...as], at.io);
      expect(no).toMatchObject({
        code: 8,
        json: {
          error: { name: 'Declined', message: expect.stringContaining(`nothing was sent about ${id}`) },
        },
      });
      expect(await recordOf(id)).toMatchObject({ status: 'pending', refusedCount: 0 });
      const shown = (await hitl.text(['show', id])).stdout;
      const yes = await hitl.json(['approve', id, ...as], at.io);
      expect(yes).toMatchObject({ code: 0, json: { outcome: 'accepted', status: 'approved' } });
      expect(withoutAges(yes.stderr)).toBe(withoutAges(shown));
      expect(shown).toContain('the last line');
      expect(at.questions).toEqual(Array(2).fill('\nApprove pay_batch on acme? (y/N) '));
    }));

  test('with --yes a terminal shows it and does not ask', () =>
    withWorker(async () => {
      const id = await requested('pay_batch');
      const at = terminal();
      const { code, stderr } = await hitl.text(['approve', id, ...as, '--yes'], at.io);
      expect([code, at.questions]).toEqual([0, []]);
      expect(stderr).toContain('the last line');
    }));

  test('Ctrl-C sends nothing, 8', () =>
    withWorker(async () => {
      const id = await requested('pay_batch');
      const ran = await hitl.json(['approve', id, ...as], terminal('^C').io);
      expect(ran).toMatchObject({ code: 8, json: { error: { name: 'Interrupted' } } });
      expect((await recordOf(id)).status).toBe('pending');
    }));
});

describe('severity', () => {
  test('a terminal asks where it is high, and not with --yes', () =>
    withWorker(async () => {
      const [one, other, third] = [await requested('wire'), await requested('wire'), await requested('wire')];
      const at = terminal('n', 'y');
      expect((await hitl.text(['approve', one, ...as], at.io)).code).toBe(8);
      expect((await hitl.text(['approve', one, ...as], at.io)).code).toBe(0);
      expect(at.questions).toHaveLength(2);
      const silent = terminal();
      expect(await hitl.text(['approve', other, ...as, '-y'], silent.io)).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(silent.questions).toEqual([]);
      expect((await hitl.text(['approve', third, ...as])).code).toBe(0);
    }));

  test('a terminal asks nothing where no policy wants it, nor after the end', () =>
    withWorker(async () => {
      const [plain, ended] = [await requested('pay'), await requested('wire')];
      const at = terminal();
      expect((await hitl.text(['approve', plain, ...as], at.io)).code).toBe(0);
      await temporal.manager.cancel(ended, { cancelledBy: 'agent' });
      expect((await hitl.text(['approve', ended, ...as], at.io)).code).toBe(7);
      expect(at.questions).toEqual([]);
    }));

  test('without a worker the policies are unknown: a terminal shows the request and asks', () =>
    withoutWorker(temporal, async () => {
      const id = await requested('pay');
      const at = terminal('y');
      const { code, stderr } = await hitl.text(['approve', id, ...as], at.io);
      expect([code, at.questions.length]).toEqual([8, 1]);
      expect(stderr).toContain('the last line');
    }));
});

describe('several in one command', () => {
  test('each gets its verdict; bulk: false is refused by name, and the others are still sent', () =>
    withWorker(async () => {
      const [alone, plain, whole] = [
        await requested('run_sql'),
        await requested('pay'),
        await requested('pay_batch'),
      ];
      const { code, json, stderr } = await hitl.json([
        'approve',
        alone,
        plain,
        plain,
        whole,
        'nobody',
        ...as,
      ]);
      expect(code).toBe(2);
      expect(json.items).toEqual([
        expect.objectContaining({
          id: alone,
          outcome: 'invalid',
          status: 'pending',
          message: expect.stringContaining(
            '(bulk: false), not together with others. Nothing was sent about it',
          ),
        }),
        expect.objectContaining({ id: plain, outcome: 'accepted', status: 'approved' }),
        expect.objectContaining({
          id: whole,
          outcome: 'invalid',
          message: expect.stringContaining('mustReadAll'),
        }),
        { id: 'nobody', error: { name: 'RequestNotFound', message: expect.stringContaining('nobody') } },
      ]);
      expect(stderr).toContain(`${plain} is approved.`);
      expect(await recordOf(alone)).toMatchObject({ status: 'pending', refusedCount: 0 });
      expect((await hitl.text(['approve', alone, ...as])).code).toBe(0);
    }));

  test('the exit code is 0 only if all count, and text says which', () =>
    withWorker(async () => {
      const ids = [await requested('pay'), await requested('wire')];
      const { code, stdout } = await hitl.text(['approve', ...ids, ...as, '--notes', 'both fine']);
      expect(code).toBe(0);
      for (const id of ids) {
        expect(stdout).toContain(`${id} is approved.`);
        expect((await recordOf(id)).decisions).toMatchObject([{ notes: 'both fine', via: 'cli' }]);
      }
    }));

  test('a no refuses one request, and Ctrl-C stops the rest', () =>
    withWorker(async () => {
      const ids = [
        await requested('wire'),
        await requested('wire'),
        await requested('wire'),
        await requested('pay'),
      ];
      const at = terminal('n', 'y', '^C');
      const { code, json } = await hitl.json(['approve', ...ids, ...as], at.io);
      expect(code).toBe(8);
      expect(
        json.items.map(({ outcome, error }: never) => outcome ?? (error as { name: string }).name),
      ).toEqual(['Declined', 'accepted', 'Interrupted', 'Interrupted']);
      expect((await recordOf(ids[3] ?? '')).status).toBe('pending');
    }));

  test('a request whose policies are unknown is not approved together with others', () =>
    withoutWorker(temporal, async () => {
      const { code, json } = await hitl.json([
        'approve',
        await requested('pay'),
        await requested('pay'),
        ...as,
      ]);
      expect(code).toBe(2);
      expect(json.items[0].message).toContain('Its policies cannot be read now');
    }));

  test.each([['--confirm'], ['--content-hash']])('%s is about one request', async (flag) => {
    const { code, json } = await hitl.json(['approve', 'one', 'other', ...as, flag, 'x']);
    expect([code, json.error.message]).toEqual([2, `${flag} is about one request: approve each on its own`]);
  });
});
