import { ADMIN_CONFIG } from '../../../support/admin-app';
import { eventually } from '../../../support/temporal';
import { withoutWorker } from '../../../support/without-worker';
import { type Programs, startPrograms } from './programs';

let { temporal, admin, bot, people, direct } = {} as Programs;
startPrograms((started) => ({ temporal, admin, bot, people, direct } = started));

const work = (story: () => Promise<void>) => () => temporal.withWorker(story, ADMIN_CONFIG);
const request = async (...more: string[]) =>
  (await bot.json(['request', '--action', 'pay', ...more])).json.id as string;

/** Retries until it answers, because an earlier connection may be closed only now. */
async function restart(): Promise<void> {
  await admin.stop();
  await admin.start();
  await eventually(async () => (await bot.json(['list'])).code === 0);
}

test(
  'requesting, listing, showing, approving and waiting work as with Temporal, with the same exit codes',
  work(async () => {
    const made = await bot.json([
      'request',
      '--action',
      'pay',
      '--context',
      '{"amount":7}',
      '--run',
      'run-1',
    ]);
    expect(made).toMatchObject({
      code: 0,
      json: { kind: 'approval', status: 'pending', action: 'pay', requesterId: 'bot', created: true },
      stderr: expect.stringContaining(`--api ${admin.url}`),
    });
    const { id } = made.json as { id: string };
    await eventually(async () => (await direct.json(['show', id])).json.plan !== undefined);
    expect((await bot.json(['show', id])).json).toEqual((await direct.json(['show', id])).json);
    await eventually(async () =>
      (await direct.json(['list'])).json.items.some((item: { id: string }) => item.id === id),
    );
    expect((await bot.json(['list', '--run', 'run-1'])).json).toEqual(
      (await direct.json(['list', '--run', 'run-1'])).json,
    );

    expect((await bot.json(['wait', id, '--timeout', '1s'])).code).toBe(8);
    const stranger = await people.json(['approve', id, '--as', 'vi']);
    expect([stranger.code, stranger.json.error.name]).toEqual([4, 'Forbidden']);
    expect(await people.json(['approve', id, '--as', 'ana', '--decision-id', 'k1'])).toMatchObject({
      code: 0,
      json: { outcome: 'accepted', status: 'approved' },
    });
    expect(await people.json(['approve', id, '--as', 'ana'])).toMatchObject({
      code: 0,
      json: { outcome: 'duplicate' },
    });
    expect(await people.json(['approve', id], { env: { HITL_USER: 'bo' } })).toMatchObject({
      code: 9,
      json: { outcome: 'superseded' },
    });
    expect(await people.json(['reject', id, '--as', 'bo', '--reason', 'no'])).toMatchObject({
      code: 9,
      json: { outcome: 'conflict' },
    });
    expect(await bot.json(['cancel', id])).toMatchObject({ code: 9, json: { outcome: 'conflict' } });
    const [through, beside] = [await bot.json(['wait', id]), await direct.json(['wait', id])];
    expect([through.code, through.json]).toEqual([0, beside.json]);
    expect(through.json.decisions).toMatchObject([
      { decidedBy: 'ana', decisionId: 'k1', via: 'key gateway' },
    ]);
  }),
);

test(
  'a person who is not asked gets 4, waiting for a rejected request exits with 5, for a cancelled one with 7',
  work(async () => {
    const [rejected, cancelled] = [await request(), await request()];
    expect(await people.json(['approve', rejected, '--as', 'olga'])).toMatchObject({
      code: 4,
      json: { outcome: 'not_authorized' },
    });
    expect(await bot.json(['approve', rejected])).toMatchObject({
      code: 4,
      json: { error: { name: 'Forbidden' } },
    });
    expect((await people.json(['reject', rejected, '--as', 'ana', '--reason', ' '])).code).toBe(2);
    expect((await people.json(['reject', rejected, '--as', 'ana', '--reason', 'no'])).code).toBe(0);
    expect(await bot.json(['wait', rejected])).toMatchObject({ code: 5, json: { rejectionReason: 'no' } });
    expect((await bot.json(['cancel', cancelled, '--reason', 'by hand'])).code).toBe(0);
    expect((await people.json(['approve', cancelled, '--as', 'ana'])).code).toBe(7);
    expect((await bot.json(['wait', cancelled])).code).toBe(7);
    expect((await bot.json(['request', '--action', 'pay', '--wait', '--timeout', '1s'])).code).toBe(8);
  }),
);

test(
  'errors have the same name, message and exit code',
  work(async () => {
    const id = await request('--id', 'bill-1');
    const argvs = [
      ['show', 'nobody'],
      ['show', 'a/b c?d#e'],
      ['wait', 'nobody'],
      ['run', 'show', 'nobody'],
      ['history', 'nobody'],
      ['run', 'finish', id],
      ['request', '--action', 'pay', '--requester', 'bot', '--id', id, '--context', '{"amount":8}'],
      ['request', '--action', 'x'.repeat(201), '--requester', 'bot'],
      ['wait', id, '--timeout', '10'],
      ['list', '--cursor', 'nonsense'],
    ];
    const all = admin.through(admin.key(['request', 'read'], { name: 'olga' }));
    for (const argv of argvs) {
      const [through, beside] = [await all.json(argv), await direct.json(argv)];
      const told = ({ code, json }: typeof through) => [argv, code, json.error?.name ?? json];
      expect(told(through)).toEqual(told(beside));
    }
    expect((await all.json(['show', '..'])).code).toBe(2);
    expect((await all.json(['run', 'finish', id])).json.error.message).toContain(
      `hitl show ${id} --api ${admin.url}`,
    );
  }),
);

test(
  'an escalation is acknowledged, promoted, reassigned and resolved, and is in the history',
  work(async () => {
    const report = ['run', 'report', 'run-e', '--context', '{"confidence":0.1}', '--escalate'];
    const reported = await bot.json(report);
    expect([reported.code, reported.json.shouldEscalate]).toEqual([8, true]);
    const id = reported.json.escalationId as string;
    expect(
      await bot.json(['escalate', 'run-e', '--level', 'human_review', '--reason', 'more']),
    ).toMatchObject({
      code: 0,
      json: { escalationId: id, opened: false },
    });
    const olga = admin.through(admin.key(['read'], { name: 'olga' }));
    await eventually(async () => (await olga.json(['list', '--kind', 'escalation'])).json.items.length === 1);
    expect((await olga.text(['list'])).stderr).toContain(
      `1 open escalation: hitl list --kind escalation --api ${admin.url}`,
    );
    const done = async (...argv: string[]) => (await people.json(argv)).code;
    expect(await done('ack', id, '--as', 'vi')).toBe(4);
    expect(await done('ack', id, '--as', 'ana', '--notes', 'mine')).toBe(0);
    expect(await done('promote', id, '--as', 'ana', '--reason', 'too big')).toBe(0);
    expect(await done('reassign', id, '--as', 'cy', '--to', 'bo')).toBe(0);
    expect((await bot.json(['wait', id, '--timeout', '1s'])).code).toBe(8);
    const said = ['--action', 'modify', '--resolution', 'r', '--modification', '{"max":1}'];
    expect(await done('resolve', id, '--as', 'bo', ...said)).toBe(0);
    expect((await bot.json(['wait', id])).code).toBe(0);
    expect((await bot.json(['history', 'run-e'])).json).toEqual(
      (await direct.json(['history', 'run-e'])).json,
    );
    expect((await bot.json(['show', 'run-e'])).json).toMatchObject({ kind: 'run', form: 'attached' });
    expect((await bot.json(['run', 'finish', 'run-e', '--output-json', '3'])).code).toBe(0);
    expect(await bot.json(['run', 'wait', 'run-e'])).toMatchObject({ code: 0, json: { output: 3 } });
    expect((await bot.json(['run', 'cancel', 'run-e'])).code).toBe(9);
    const ended = await bot.json(report);
    expect([ended.code, ended.json.error.name]).toEqual([9, 'RunEnded']);
  }),
);

test('mustReadAll: the hash that show prints is needed here too, and bulk: false is refused among several', () => {
  const policies = [{ name: 'whole', approvers: ['ana'], mustReadAll: true, bulk: false }];
  return temporal.withWorker(
    async () => {
      const [id, other] = [await request(), await request()];
      await eventually(async () => (await bot.json(['show', other])).json.plan !== undefined);
      const as = ['--as', 'ana'];
      const several = await people.json(['approve', id, other, ...as]);
      expect(several).toMatchObject({
        code: 2,
        json: { items: [{ id, outcome: 'invalid' }, { outcome: 'invalid' }] },
      });
      expect(several.json.items[0].message).toContain('(bulk: false)');
      const bare = await people.json(['approve', id, ...as]);
      expect(bare).toMatchObject({ code: 2, json: { outcome: 'invalid' } });
      expect(bare.json.message).toContain('(mustReadAll)');
      const [, hash = ''] = /--content-hash (\w+)/.exec((await bot.text(['show', id])).stdout) ?? [];
      const right = await people.json(['approve', id, ...as, '--content-hash', hash]);
      expect(right).toMatchObject({ code: 0, json: { status: 'approved' } });
      const ask = async () => ({ line: 'y' });
      expect((await people.json(['approve', other, ...as], { ask })).code).toBe(0);
    },
    { ...ADMIN_CONFIG, policies },
  );
});

test('after the deadline the exit code is 6; a decision without a worker is queued, 8', async () => {
  await temporal.withWorker(
    async () => {
      const id = await request();
      expect((await bot.json(['wait', id, '--timeout', '1m'])).code).toBe(6);
      expect((await people.json(['approve', id, '--as', 'ana'])).code).toBe(6);
    },
    { policies: [{ name: 'hasty', approvers: ['ana'], expireAfter: '1s' }] },
  );
  await withoutWorker(temporal, async () => {
    // The admin server reads its patience at start.
    await restart();
    const id = await request();
    const shown = bot.json(['show', id]);
    const all = admin.through(admin.key(['read', 'decide-as'], { name: 'operator', people: ['ana'] }));
    const mine = await people.json([
      'request',
      '--action',
      'pay',
      '--requester',
      'ana',
      '--id',
      'own-of-ana',
    ]);
    expect(mine.code).toBe(0);
    expect(await all.json(['approve', 'own-of-ana', '--as', 'ana'])).toMatchObject({
      code: 8,
      json: { outcome: 'queued', status: 'pending' },
    });
    expect((await shown).json).toMatchObject({
      status: 'pending',
      unknown: expect.any(Array),
    });
  });
  await restart();
});
