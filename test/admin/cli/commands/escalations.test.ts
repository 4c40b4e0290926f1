import { ESCALATING } from '../../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { withoutWorker } from '../../../support/without-worker';
import { cliAt, errorAs } from '../run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

const beside = <T>(story: () => Promise<T>) => temporal.withWorker(story, ESCALATING);
const HELP = ['--level', 'human_review', '--reason', 'I am lost'];
const FOUND = ['--resolution', 'looked at it'];

let count = 0;
const open = async (...more: string[]) => {
  const run = `run-${++count}`;
  const { json } = await hitl.json(['escalate', run, ...HELP, ...more]);
  return { run, id: json.escalationId as string };
};

describe('with a worker', () => {
  test('escalate answers the escalation, and says on stderr how to see it', () =>
    beside(async () => {
      const { code, json, stderr } = await hitl.json(['escalate', 'run-a', ...HELP, '--as', 'agent']);
      expect([code, json]).toEqual([
        0,
        {
          queued: false,
          runId: 'run-a',
          escalationId: expect.any(String),
          opened: true,
          level: 'human_review',
        },
      ]);
      expect(stderr).toContain(`hitl show ${json.escalationId} ${temporal.at}`);
      const again = await hitl.text(['escalate', 'run-a', '--level', 'manager', '--reason', 'worse']);
      expect(again.stdout).toBe(`${json.escalationId} was already open, and is at manager.\n`);
    }));

  test('ack: accepted 0, duplicate 0, superseded 9, not authorized 4', () =>
    beside(async () => {
      const { id } = await open();
      expect(await hitl.json(['ack', id, '--as', 'mallory'])).toMatchObject({
        code: 4,
        json: { outcome: 'not_authorized', status: 'pending', id, level: 'human_review' },
      });
      const mine = await hitl.json(['ack', id, '--notes', 'mine'], { env: { HITL_USER: 'ana' } });
      expect(mine).toMatchObject({ code: 0, json: { outcome: 'accepted', status: 'acknowledged' } });
      expect(await hitl.json(['ack', id, '--as', 'ana'])).toMatchObject({
        code: 0,
        json: { outcome: 'duplicate' },
      });
      expect(await hitl.json(['ack', id, '--as', 'bo'])).toMatchObject({
        code: 9,
        json: { outcome: 'superseded' },
      });
    }));

  test('resolve: by action, once; the exit code of a wait is the action', () =>
    beside(async () => {
      const outcomes = [];
      for (const action of ['continue', 'abort', 'modify']) {
        const { id } = await open();
        const waiting = hitl.json(['wait', id, '--timeout', '1m']);
        const more = action === 'modify' ? ['--modification', '{"limit":5}'] : [];
        const resolve = ['resolve', id, '--as', 'ana', '--action', action, ...FOUND, ...more];
        expect(await hitl.json(resolve)).toMatchObject({
          code: 0,
          json: { outcome: 'accepted', status: 'resolved' },
        });
        expect((await hitl.json(resolve)).json.outcome).toBe('duplicate');
        const { code, json } = await waiting;
        outcomes.push([code, json.kind, json.resolution.action, json.resolution.modification]);
      }
      expect(outcomes).toEqual([
        [0, 'escalation', 'continue', undefined],
        [5, 'escalation', 'abort', undefined],
        [0, 'escalation', 'modify', { limit: 5 }],
      ]);
    }));

  test('a modification without modify, and modify without one, are invalid, 2', () =>
    beside(async () => {
      const { id } = await open();
      const resolve = ['resolve', id, '--as', 'ana', ...FOUND, '--action'];
      for (const wrong of [['modify'], ['continue', '--modification', '5']])
        expect(await hitl.json([...resolve, ...wrong])).toMatchObject({
          code: 2,
          json: { outcome: 'invalid' },
        });
      expect((await hitl.json([...resolve, 'modify', '--modification', '{'])).code).toBe(2);
    }));

  test('promote, reassign, cancel, and a late resolution gets 7', () =>
    beside(async () => {
      const { id } = await open();
      expect(await hitl.json(['promote', id, '--as', 'ana', '--reason', 'not mine'])).toMatchObject({
        code: 0,
        json: { outcome: 'accepted', level: 'manager' },
      });
      expect(await hitl.json(['promote', id, '--as', 'di', '--from', 'human_review'])).toMatchObject({
        code: 9,
        json: { outcome: 'superseded' },
      });
      const to = ['--to', 'zoe', 'max', '--reason', 'on holiday'];
      expect(await hitl.json(['reassign', id, '--as', 'di', ...to])).toMatchObject({
        code: 0,
        json: { outcome: 'accepted' },
      });
      expect((await hitl.json(['show', id])).json.assignees).toEqual(['zoe', 'max']);
      expect(await hitl.json(['cancel', id, '--as', 'op', '--reason', 'moot'])).toMatchObject({
        code: 0,
        json: { outcome: 'accepted', status: 'cancelled' },
      });
      expect((await hitl.json(['wait', id])).code).toBe(7);
      const late = await hitl.json(['resolve', id, '--as', 'ana', '--action', 'continue', ...FOUND]);
      expect([late.code, late.json.outcome]).toEqual([7, 'cancelled']);
    }));

  test('show: reason, assignees, deadline, timeline and commands', () =>
    beside(async () => {
      const { id, run } = await open('--context', '{"amount":7}', '--as', 'agent');
      await hitl.text(['ack', id, '--as', 'mallory']);
      await hitl.text(['promote', id, '--as', 'bo', '--reason', 'not mine']);
      const ui = ['--ui-url', 'https://ui.example'];
      const { stdout, stderr } = await hitl.text(['show', id, ...ui]);
      expect(stderr).toBe('');
      for (const part of [
        'I am lost  pending at manager',
        `for run       ${run}`,
        'escalated by  agent',
        'assigned to   managers (di)',
        '(in 29m 5',
        '│ Amount  7',
        'opened at human_review: I am lost',
        'promoted from human_review to manager by bo: not mine',
        'refused: mallory tried to acknowledge with the CLI: not authorized. ',
        `hitl ack ${id} --as di ${temporal.at}`,
        `hitl resolve ${id} --as di --action continue --resolution 'what you found'`,
        `https://ui.example/namespaces/${temporal.namespace}/workflows/${id}`,
      ])
        expect(stdout).toContain(part);
      await hitl.text(['resolve', id, '--as', 'di', '--action', 'modify', ...FOUND, '--modification', '[1]']);
      const after = (await hitl.text(['show', id])).stdout;
      expect(after).toMatch(/resolved {6}modify, by di, 20.*: looked at it\n/);
      expect(after).toMatch(/modification\n {2}│ 1\. 1\n/);
      expect(after).not.toContain('hitl ack');
    }));

  test('history: in order, as text and as JSON, also after the run has ended', () =>
    beside(async () => {
      const { id, run } = await open();
      await hitl.text(['promote', id, '--as', 'ana', '--reason', 'not mine']);
      await hitl.text(['resolve', id, '--as', 'di', '--action', 'continue', ...FOUND]);
      await eventually(async () => (await hitl.json(['run', 'show', run])).json.escalations[0].endedAt);
      await hitl.text(['escalate', run, '--level', 'manager', '--reason', 'again']);
      await hitl.text(['run', 'cancel', run, '--as', 'op']);
      expect((await hitl.json(['run', 'wait', run])).code).toBe(7);
      const { code, json, stdout } = await hitl.json(['history', run]);
      expect(code).toBe(0);
      expect(json.items).toMatchObject([
        {
          id,
          status: 'resolved',
          level: 'manager',
          promotions: [{ by: 'ana' }],
          resolution: { resolvedBy: 'di' },
        },
        { reason: 'again', status: 'cancelled' },
      ]);
      expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u);
      const { stdout: text } = await hitl.text(['history', run]);
      expect(text).toMatch(/resolved at manager\nreason {8}I am lost\n/);
      expect(text).toMatch(/promoted {6}human_review to manager by ana, 20.*: not mine\n/);
      expect(text).toMatch(/resolved {6}continue, by di, 20.*: looked at it\n\n/);
      const none = await hitl.json(['history', 'nobody']);
      expect([none.code, none.json.error.name]).toEqual([1, 'RunNotFound']);
    }));

  test("an agent's text cannot change the direction of text in the terminal", () =>
    beside(async () => {
      const evil = '\u001b[31mred\u001b[2J \u202Eevil \u200Bzero\u0007\u009b';
      const { json } = await hitl.json([
        'escalate',
        `run ${evil}x`,
        '--level',
        'manager',
        '--reason',
        `${evil}\nstatus  resolved`,
        '--as',
        `${evil}x`,
        '--context',
        JSON.stringify({ [evil]: evil }),
      ]);
      const id = json.escalationId as string;
      await hitl.text(['ack', id, '--as', 'di', '--notes', evil]);
      await hitl.text(['promote', id, '--as', 'di', '--reason', evil]);
      await hitl.text(['reassign', id, '--as', 'di', '--to', `${evil}x`, '--reason', evil]);
      await hitl.text([
        'resolve',
        id,
        '--as',
        'di',
        '--action',
        'modify',
        '--resolution',
        evil,
        '--modification',
        JSON.stringify(evil),
      ]);
      const unseen = /(?!\n)[\p{Cc}\p{Cf}]/u;
      for (const { stdout, stderr } of [
        await hitl.text(['show', id]),
        await hitl.text(['history', `run ${evil}x`]),
        await hitl.text(['run', 'show', `run ${evil}x`]),
        await hitl.text(['list', '--kind', 'escalation', '--status', 'all']),
        await hitl.text(['list', '--kind', 'run', '--status', 'all']),
        await hitl.text(['wait', id]),
        await hitl.text(['ack', id, '--as', `${evil}y`]),
        await hitl.json(['show', id]),
      ]) {
        expect(stdout).not.toMatch(unseen);
        expect(stderr).not.toMatch(unseen);
      }
      expect((await hitl.text(['show', id])).stdout).toContain('⟨U+202E⟩evil');
      expect((await hitl.json(['history', `run ${evil}x`])).json.items).toMatchObject([
        { id, status: 'resolved' },
      ]);
    }));
});

test('without a worker: escalate and resolve are queued, 8', async () => {
  const { id } = await beside(open);
  await withoutWorker(temporal, async () => {
    const escalated = await hitl.json(['escalate', 'run-q', ...HELP]);
    expect([escalated.code, escalated.json]).toEqual([
      8,
      { queued: true, runId: 'run-q', level: 'human_review' },
    ]);
    const verdict = await hitl.json(['resolve', id, '--as', 'ana', '--action', 'continue', ...FOUND]);
    expect([verdict.code, verdict.json]).toMatchObject([8, { outcome: 'queued', status: 'pending', id }]);
    const { stdout } = await hitl.text(['show', id]);
    expect(stdout).toContain('No worker answered, so these are unknown now: who acknowledged it');
  });
});

test.each([
  [['ack', '--as', 'ana'], 'EscalationNotFound'],
  [['promote', '--as', 'ana'], 'EscalationNotFound'],
  [['reassign', '--as', 'ana', '--to', 'bo'], 'EscalationNotFound'],
  [['resolve', '--as', 'ana', '--action', 'abort', ...FOUND], 'EscalationNotFound'],
  [['wait'], 'RequestNotFound'],
  [['show'], 'RequestNotFound'],
])('an unknown id: %j fails with 1', async ([verb = '', ...flags], name) => {
  const { code, json } = await hitl.json([verb, 'nobody', ...flags]);
  expect([code, json.error]).toEqual([1, errorAs(name, 'nobody')]);
});
