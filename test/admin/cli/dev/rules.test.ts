import { banner } from '../../../../admin/cli/dev/banner';
import { DEMO_CONFIG } from '../../../../admin/cli/dev/rules';
import { createOutput } from '../../../../admin/cli/output';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cliAt } from '../run-cli';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
});
afterAll(() => temporal?.stop());

test('the built-in rules match the banner: up to 10,000 at once, larger or missing amounts by ana or bo', () =>
  temporal.withWorker(async () => {
    const hitl = cliAt(temporal);
    const request = ['request', '--action', 'pay', '--requester', 'agent', '--wait', '--timeout'];
    const of = (amount: unknown, timeout: string) =>
      hitl.json([...request, timeout, '--context', JSON.stringify({ amount })]);
    const small = await Promise.all([0, 5, 10_000].map((amount) => of(amount, '20s')));
    for (const answer of small)
      expect(answer).toMatchObject({
        code: 0,
        json: { status: 'approved', decisions: [], end: { by: 'policy', name: 'small_value' } },
      });
    const others = [10_001, '15000', '5', -5, null, undefined];
    const waits = others.map(async (amount) => [amount, (await of(amount, '1s')).code]);
    expect(await Promise.all(waits)).toEqual(others.map((amount) => [amount, 8]));
    await eventually(
      async () => (await hitl.json(['list', '--approver', 'ana'])).json.items.length === others.length,
    );
    const { json } = await hitl.json(['list']);
    const needed = await hitl.json(['show', json.items[0].id]);
    expect(needed.json.needed).toMatchObject([{ people: ['ana', 'bo'] }]);
  }, DEMO_CONFIG));

test('the banner describes the rules and counts pending requests and open escalations', () => {
  const io = { stdout: () => {}, stderr: () => {}, stdin: async () => '', env: {}, colour: false };
  const out = createOutput({ ...io, program: 'hitl', onStop: () => () => {} }, 'text');
  const running = {
    address: 'a:1',
    namespace: 'n',
    taskQueue: 'q',
    adminUrl: 'http://127.0.0.1:8234',
    dbFile: 'f',
    auditLog: '/data/dev.sqlite.audit',
    serverPid: 1,
  };
  const words = { program: 'hitl', connection: '', toRequest: '' };
  const said = (pending: number, openEscalations: number) =>
    banner(out, { ...running, pending, openEscalations }, words);
  expect(said(2, 1)).toContain('pending      2 requests, 1 open escalation\n');
  expect(said(1, 0)).toContain('pending      1 request, 0 open escalations\n');
  expect(said(0, 0)).toContain(
    'amounts up to 10,000 are approved at once; larger or missing amounts need ana or bo',
  );
});
