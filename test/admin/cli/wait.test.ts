import { startTemporal, type TemporalForTests } from '../../support/temporal';
import { cliAt } from './run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal.stop());

const request = async () =>
  (await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent' })).id;

test('exits by the outcome: approved 0, rejected 5, cancelled 7', () =>
  temporal.withWorker(async () => {
    const { manager } = temporal;
    const [approved, rejected, cancelled] = [await request(), await request(), await request()];
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

test('request --wait exits by the outcome too, and says the id meanwhile', () =>
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

test('its time-out changes nothing, 8', async () => {
  const id = await request();
  const { code, json } = await hitl.json(['wait', id, '--timeout', '1s']);
  expect([code, json]).toEqual([
    8,
    { error: { name: 'WaitTimeoutError', message: expect.stringContaining('still pending after 1s') } },
  ]);
  expect((await hitl.json(['show', id])).json.status).toBe('pending');
  expect((await hitl.json(['wait', id, '--timeout', '60'])).code).toBe(2);
});

test('Ctrl-C leaves it pending and says so, 8', async () => {
  const id = await request();
  let press = (_: string) => {};
  const onStop = (then: (signal: string) => void) => {
    press = then;
    setTimeout(() => press('SIGINT'), 300);
    return () => {};
  };
  const { code, stdout, stderr } = await hitl.text(['wait', id], { onStop });
  expect([code, stdout]).toEqual([8, '']);
  expect(stderr).toContain(`the request is still pending. Go on with: hitl wait ${id}`);
  expect((await temporal.manager.getRequest(id)).status).toBe('pending');
});
