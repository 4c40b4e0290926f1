import { ESCALATING } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { cliAt } from './run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal.stop());

test('a list of pending requests says, to people, that escalations are open too', () =>
  temporal.withWorker(async () => {
    expect((await hitl.text(['list'])).stderr).not.toContain('escalation');
    for (const run of ['run-1', 'run-2'])
      await hitl.json(['escalate', run, '--level', 'human_review', '--reason', 'lost']);
    await eventually(async () => (await hitl.json(['list', '--kind', 'escalation'])).json.length === 2);
    const at = `--address ${temporal.address}\n`;
    const { stdout, stderr } = await hitl.text(['list']);
    expect(stdout).toBe('');
    expect(stderr).toContain(`\n2 open escalations: hitl list --kind escalation ${at}`);
    expect((await hitl.text(['list', '--run', 'run-2'])).stderr).toContain(
      `\n1 open escalation: hitl list --kind escalation --run run-2 ${at}`,
    );
    for (const more of [
      ['-o', 'json'],
      ['--kind', 'approval'],
      ['--status', 'approved'],
    ])
      expect((await hitl.text(['list', ...more])).stderr).not.toContain('open escalation');
  }, ESCALATING));

test('an empty list of one kind counts that kind', async () => {
  await temporal.manager.requestApproval({ action: 'pay', requesterId: 'ana' });
  await eventually(async () => (await hitl.json(['list', '--kind', 'approval'])).json.length > 0);
  expect((await hitl.text(['list', '--kind', 'confirmation'])).stderr).toBe(
    'There are no confirmations yet, of any status.\n',
  );
  expect((await hitl.text(['list', '--kind', 'approval', '--status', 'expired'])).stderr).toBe(
    'No expired approvals now. There are 1 in all: hitl list --kind approval --status all\n',
  );
});
