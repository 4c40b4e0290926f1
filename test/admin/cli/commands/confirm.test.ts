import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cli, cliAt } from '../run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

const ask = async (more = {}) =>
  (
    await temporal.manager.requestConfirmation({
      action: 'deploy',
      resource: 'prod',
      message: 'Deploy v2?',
      context: { arguments: ['v2'] },
      requesterId: 'ana',
      confirmValue: 'DEPLOY IT',
      timeout: '10m',
      ...more,
    })
  ).id;

test('show prints the message, the requester and the value to type', () =>
  temporal.withWorker(async () => {
    const id = await ask();
    await eventually(async () => (await temporal.manager.getRequest(id)).stage === 1);
    await hitl.text(['approve', id, '--as', 'ana', '--confirm', 'deploy it']);
    const { stdout, code } = await hitl.text(['show', id]);
    expect(code).toBe(0);
    for (const part of [
      'deploy on prod  pending',
      '│ Deploy v2?',
      '│   1. v2',
      'why           ana must confirm.',
      'type this     DEPLOY IT (1 of 5 wrong values typed; after 5 the request is rejected)',
      'if nobody decides by then, it expires.',
      'refused: ana tried to approve with the CLI: invalid. The typed value is wrong',
      `hitl approve ${id} --as ana --confirm TEXT ${temporal.at}`,
      `hitl reject ${id} --as ana --reason declined ${temporal.at}`,
    ])
      expect(stdout).toContain(part);
    expect(stdout.match(/must confirm/g)).toHaveLength(1);
    expect(stdout).not.toContain('deploy it');
    expect((await hitl.json(['show', id])).json).toMatchObject({
      kind: 'confirmation',
      confirmation: { message: 'Deploy v2?', confirmValue: 'DEPLOY IT' },
    });
  }));

test('show without a worker', async () => {
  await temporal.stopWorker();
  const { stdout } = await hitl.text(['show', await ask()]);
  for (const part of ['│ Deploy v2?', 'type this     DEPLOY IT', '--as NAME --confirm TEXT'])
    expect(stdout).toContain(part);
});

test('approve without the value says which command to use, without the value in it', () =>
  temporal.withWorker(async () => {
    const id = await ask();
    const { code, stdout, stderr } = await hitl.text(['approve', id, '--as', 'ana']);
    expect(code).toBe(2);
    expect(stdout).toContain('invalid: This confirmation needs a typed value');
    expect(stderr).toBe(
      `Repeat with the value as TEXT: hitl approve ${id} --as ana --confirm TEXT ${temporal.at}\n`,
    );
    expect((await hitl.json(['approve', id, '--as', 'ana', '--confirm', 'no'])).json).toMatchObject({
      outcome: 'invalid',
      status: 'pending',
    });
    expect(await hitl.json(['approve', id, '--as', 'ana', '--confirm', 'DEPLOY IT'])).toMatchObject({
      code: 0,
      json: { outcome: 'accepted', status: 'approved', message: 'Confirmed.' },
    });
    expect((await hitl.text(['wait', id])).code).toBe(0);
    expect((await hitl.text(['show', id])).stdout).not.toContain('type this');
  }));

test('an ended confirmation shows no value to type', () =>
  temporal.withWorker(async () => {
    const id = await ask();
    await hitl.json(['reject', id, '--as', 'ana', '--reason', 'no']);
    const { code, stdout, stderr } = await hitl.text(['approve', id, '--as', 'ana']);
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toMatch(
      /^invalid: No value was typed\. The request has ended: rejected by ana at .* UTC: no\.\n/,
    );
  }));

test('reject, cancel and wait work as for approvals', () =>
  temporal.withWorker(async () => {
    const [rejected, cancelled] = [await ask(), await ask()];
    expect((await hitl.json(['reject', rejected, '--as', 'ana', '--reason', 'no'])).code).toBe(0);
    expect((await hitl.json(['cancel', cancelled, '--as', 'ana'])).code).toBe(0);
    expect((await hitl.json(['wait', rejected])).code).toBe(5);
    expect((await hitl.json(['wait', cancelled])).code).toBe(7);
  }));

test('list --kind', async () => {
  await temporal.manager.requestApproval({ action: 'pay', requesterId: 'ana' });
  const id = await ask({ action: 'listed' });
  await eventually(async () => (await hitl.json(['list', '--action', 'listed'])).json.items.length === 1);
  const { json } = await hitl.json(['list', '--kind', 'confirmation', '--action', 'listed']);
  expect(json.items).toMatchObject([{ id, kind: 'confirmation', message: 'Deploy v2?' }]);
  expect((await hitl.json(['list', '--kind', 'approval', '--action', 'listed'])).json.items).toEqual([]);
  const approvals = (await hitl.json(['list', '--kind', 'approval'])).json.items as { kind: string }[];
  expect(new Set(approvals.map(({ kind }) => kind))).toEqual(new Set(['approval']));
  const both = (await hitl.text(['list'])).stdout;
  expect(both).toMatch(/^ID +KIND +ACTION/);
  expect((await hitl.text(['list', '--kind', 'approval'])).stdout).toMatch(/^ID +ACTION/);
});

test('completion knows the flag and the kinds', async () => {
  const { stdout: script } = await cli(['completion', 'bash']);
  expect(script).toContain('--confirm');
  expect(script).toContain('approval confirmation');
});
