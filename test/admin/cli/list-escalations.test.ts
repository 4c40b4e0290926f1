import { ESCALATING } from '../../support/escalating';
import { eventually, startTemporal } from '../../support/temporal';
import { cliAt } from './run-cli';

const HELP = ['--level', 'human_review', '--reason', 'I am lost'];

test('list --kind escalation: by status, assignee, level and run', async () => {
  const server = await startTemporal();
  const there = cliAt(server);
  try {
    expect(await there.text(['list', '--kind', 'escalation'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('There are no escalations yet'),
    });
    await server.withWorker(async () => {
      await there.json(['escalate', 'run-1', ...HELP]);
      await there.json(['escalate', 'run-2', '--level', 'manager', '--reason', 'other']);
      const listed = async () =>
        (await there.json(['list', '--kind', 'escalation', '--assignee', 'di', '--assignee', 'ana'])).json;
      await eventually(async () => (await listed()).length === 2);
    }, ESCALATING);
    const list = (...more: string[]) => there.json(['list', '--kind', 'escalation', ...more]);
    const all = await list();
    expect(all.json[0]).toMatchObject({
      kind: 'escalation',
      runId: 'run-2',
      level: 'manager',
      reason: 'other',
    });
    expect(Object.keys(all.json[0])[0]).toBe('id'); // completion scripts read it off the line
    expect(all.stderr).toContain('2 of 2 open escalations');
    expect((await list('--assignee', 'di')).json).toHaveLength(1);
    expect((await list('--level', 'human_review')).json).toMatchObject([{ runId: 'run-1' }]);
    expect((await list('--run', 'run-2')).json).toHaveLength(1);
    const none = await there.text(['list', '--kind', 'escalation', '--status', 'resolved']);
    expect(none.stderr).toContain('There are 2 in all: hitl list --kind escalation --status all');
    const { stdout } = await there.text(['list', '--kind', 'escalation']);
    expect(stdout.split('\n')[0]?.split(/ {2,}/)).toEqual([
      'ID',
      'LEVEL',
      'REASON',
      'RUN',
      'AGE',
      'DUE IN',
      'STATUS',
    ]);
    expect(stdout.split('\n')[1]).toMatch(
      / {2}manager {2,}other {2,}run-2 {2,}\d+s {2,}29m 5\ds {2}pending$/,
    );
    expect((await list('--limit', '1')).stderr).toMatch(/More: the same with --cursor \S+/);
  } finally {
    await server.stop();
  }
});
