import { startTemporal, type TemporalForTests } from '../../../support/temporal';
import { withoutWorker } from '../../../support/without-worker';
import { cliAt, errorAs } from '../run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

const request = async (...more: string[]) =>
  (await hitl.json(['request', '--action', 'pay', '--requester', 'agent', ...more])).json.id as string;

describe('request', () => {
  test('answers the request, and says on stderr how to see it', async () => {
    const argv = [
      'request',
      '--action',
      'pay',
      '--resource',
      'account',
      '--description',
      'a bill',
      '--context',
      '{"amount":7}',
    ];
    const { code, json, stderr } = await hitl.json([
      ...argv,
      '--requester',
      'agent',
      '--run',
      'run-1',
      '--id',
      'bill-1',
    ]);
    expect(code).toBe(0);
    expect(json).toEqual({
      id: 'bill-1',
      kind: 'approval',
      status: 'pending',
      action: 'pay',
      resource: 'account',
      description: 'a bill',
      context: { amount: 7 },
      requesterId: 'agent',
      runId: 'run-1',
      created: true,
      contentHash: expect.any(String),
    });
    expect(stderr).toContain(`hitl show bill-1 ${temporal.at}`);
  });

  test('the same id again returns the same request, and other content is a conflict, 9', async () => {
    const argv = ['request', '--action', 'pay', '--requester', 'agent', '--id', 'bill-2'];
    expect((await hitl.json(argv)).json).toMatchObject({ id: 'bill-2', created: true });
    expect((await hitl.json(argv)).json).toMatchObject({ id: 'bill-2', created: false, status: 'pending' });
    const other = await hitl.json([...argv, '--context', '{"amount":8}']);
    expect([other.code, other.json.error.name]).toEqual([9, 'RequestIdTaken']);
  });

  test("as text it prints only the id, and the requester is the operating system's user", async () => {
    const { stdout } = await hitl.text(['request', '--action', 'pay']);
    expect(stdout).toMatch(/^approval-pay-\w+\n$/);
    const shown = await hitl.json(['show', stdout.trim()]);
    expect(shown.json.requesterId).toEqual(expect.stringMatching(/./));
  });

  test('values that Temporal cannot accept are invalid, 2', async () => {
    const { code, json } = await hitl.json(['request', '--action', 'x'.repeat(201), '--requester', 'agent']);
    expect([code, json.error.name]).toEqual([2, 'InvalidInput']);
  });
});

describe('with a worker', () => {
  test('approve: accepted 0, duplicate 0, superseded 9, conflict 9, not authorized 4', () =>
    temporal.withWorker(async () => {
      const id = await request();
      const stranger = await hitl.json(['approve', id, '--as', 'mallory']);
      expect([stranger.code, stranger.json]).toMatchObject([
        4,
        { outcome: 'not_authorized', status: 'pending', id },
      ]);
      const verdict = await hitl.json(['approve', id, '--notes', 'ok', '--decision-id', 'k1'], {
        env: { HITL_USER: 'ana' },
      });
      expect([verdict.code, verdict.json]).toMatchObject([
        0,
        { outcome: 'accepted', status: 'approved', id, message: expect.any(String) },
      ]);
      expect(await hitl.json(['approve', id, '--as', 'ana'])).toMatchObject({
        code: 0,
        json: { outcome: 'duplicate' },
      });
      expect(await hitl.json(['approve', id, '--as', 'bo'])).toMatchObject({
        code: 9,
        json: { outcome: 'superseded' },
      });
      expect(await hitl.json(['reject', id, '--as', 'bo', '--reason', 'no'])).toMatchObject({
        code: 9,
        json: { outcome: 'conflict' },
      });
      const { json } = await hitl.json(['show', id]);
      expect(json.decisions).toMatchObject([{ decidedBy: 'ana', notes: 'ok', decisionId: 'k1', via: 'cli' }]);
    }));

  test('reject needs a reason that is not blank, which is in the record', () =>
    temporal.withWorker(async () => {
      const id = await request();
      expect(await hitl.json(['reject', id, '--as', 'ana', '--reason', ' '])).toMatchObject({
        code: 2,
        json: { outcome: 'invalid' },
      });
      expect(await hitl.json(['reject', id, '--as', 'ana', '--reason', 'too much'])).toMatchObject({
        code: 0,
        json: { outcome: 'accepted', status: 'rejected' },
      });
      expect((await hitl.json(['show', id])).json).toMatchObject({
        status: 'rejected',
        rejectionReason: 'too much',
      });
    }));

  test('cancel: the requester may, a stranger may not, and late decisions get 7', () =>
    temporal.withWorker(async () => {
      const id = await request();
      expect(await hitl.json(['cancel', id, '--as', 'eve'])).toMatchObject({
        code: 4,
        json: { outcome: 'not_authorized' },
      });
      expect(await hitl.json(['cancel', id, '--as', 'agent', '--reason', 'done by hand'])).toMatchObject({
        code: 0,
        json: { outcome: 'accepted', status: 'cancelled' },
      });
      expect(await hitl.json(['approve', id, '--as', 'ana'])).toMatchObject({
        code: 7,
        json: { outcome: 'cancelled' },
      });
    }));

  test('after the deadline the exit code is 6', () =>
    temporal.withWorker(
      async () => {
        const id = await request();
        expect((await hitl.json(['wait', id])).code).toBe(6);
        expect(await hitl.json(['approve', id, '--as', 'ana'])).toMatchObject({
          code: 6,
          json: { outcome: 'expired' },
        });
      },
      { policies: [{ name: 'hasty', approvers: ['ana'], expireAfter: '1s' }] },
    ));

  test('a decision on a later stage names it', () =>
    temporal.withWorker(
      async () => {
        const id = await request();
        const first = await hitl.text(['approve', id, '--as', 'ana']);
        expect(first).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('Policy two (stage 2) requires 1 approval from ana'),
        });
        expect((await hitl.json(['approve', id, '--as', 'ana'])).json.outcome).toBe('duplicate');
        expect((await hitl.text(['show', id])).stdout).toContain(`hitl approve ${id} --as ana --stage 2`);
        expect((await hitl.json(['approve', id, '--as', 'ana', '--stage', '2'])).json).toMatchObject({
          outcome: 'accepted',
          status: 'approved',
        });
      },
      {
        policies: [
          { name: 'one', approvers: ['ana'] },
          { name: 'two', approvers: ['ana'], stage: 2 },
        ],
      },
    ));
});

test('without a worker a decision is queued, 8', () =>
  withoutWorker(temporal, async () => {
    const id = await request();
    const { code, json } = await hitl.json(['approve', id, '--as', 'ana']);
    expect([code, json]).toMatchObject([8, { outcome: 'queued', status: 'pending' }]);
  }));

test('a HITL_PATIENCE without a unit is 2, and named', async () => {
  const usual = process.env.HITL_PATIENCE;
  process.env.HITL_PATIENCE = '5';
  const { code, stderr } = await hitl.text(['approve', 'any', '--as', 'ana']);
  process.env.HITL_PATIENCE = usual;
  expect([code, stderr]).toEqual([2, expect.stringContaining('HITL_PATIENCE')]);
});

test.each([['show'], ['approve', '--as', 'ana'], ['wait'], ['cancel', '--as', 'agent']])(
  'an unknown id: %s fails with 1',
  async (verb, ...flags) => {
    const { code, json } = await hitl.json([verb ?? '', 'nobody', ...flags]);
    expect([code, json]).toEqual([1, { error: errorAs('RequestNotFound', 'nobody') }]);
  },
);

test('jsonl is one line', async () => {
  const id = await request();
  const { stdout } = await hitl.text(['show', id, '-o', 'jsonl']);
  expect(stdout.split('\n')).toHaveLength(2);
  expect(JSON.parse(stdout)).toMatchObject({ id });
});

describe('wait', () => {
  const requested = async () =>
    (await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent' })).id;

  test('the exit code is the outcome: approved 0, rejected 5, cancelled 7', () =>
    temporal.withWorker(async () => {
      const { manager } = temporal;
      const [approved, rejected, cancelled] = [await requested(), await requested(), await requested()];
      const waits = [approved, rejected, cancelled].map((id) => hitl.json(['wait', id, '--timeout', '1m']));
      await manager.approve(approved, { decidedBy: 'ana' });
      await manager.reject(rejected, { decidedBy: 'bo', reason: 'no' });
      await manager.cancel(cancelled, { cancelledBy: 'agent' });
      expect(await Promise.all(waits)).toMatchObject([
        { code: 0, json: { id: approved, kind: 'approval', status: 'approved', action: 'pay' } },
        { code: 5, json: { status: 'rejected', rejectionReason: 'no' } },
        { code: 7, json: { status: 'cancelled' } },
      ]);
      expect((await hitl.text(['wait', rejected])).stdout).toMatch(/: rejected by bo at 20.*: no\.\n$/);
    }));

  test('the exit code of request --wait is the outcome too, and it prints the id before it waits', () =>
    temporal.withWorker(async () => {
      const waiting = hitl.json([
        'request',
        '--action',
        'pay',
        '--requester',
        'agent',
        '--id',
        'waited-for',
        '--wait',
      ]);
      for (;;) {
        const { outcome } = await temporal.manager
          .reject('waited-for', { decidedBy: 'ana', reason: 'no' })
          .catch(() => ({ outcome: 'none' }));
        if (outcome === 'accepted') break;
      }
      const { code, json, stderr } = await waiting;
      expect([code, json.status]).toEqual([5, 'rejected']);
      expect(stderr).toContain('waited-for');
    }));

  test('a timeout changes nothing, 8', async () => {
    const id = await requested();
    const { code, json } = await hitl.json(['wait', id, '--timeout', '1s']);
    expect([code, json]).toEqual([8, { error: errorAs('WaitTimeoutError', 'still pending after 1s') }]);
    expect((await hitl.json(['show', id])).json.status).toBe('pending');
    expect((await hitl.json(['wait', id, '--timeout', '60'])).code).toBe(2);
  });

  test('after Ctrl-C the request is still pending and the message says so, 8', async () => {
    const id = await requested();
    let press = (_: string) => {};
    const onStop = (then: (signal: string) => void) => {
      press = then;
      setTimeout(() => press('SIGINT'), 300);
      return () => {};
    };
    const { code, stdout, stderr } = await hitl.text(['wait', id], { onStop });
    expect([code, stdout]).toEqual([8, '']);
    expect(stderr).toContain(`the request is still pending. Wait again: hitl wait ${id}`);
    expect((await temporal.manager.getRequest(id)).status).toBe('pending');
  });
});
