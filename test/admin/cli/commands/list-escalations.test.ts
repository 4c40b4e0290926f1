import { ESCALATING } from '../../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cliAt, type Ran } from '../run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
/** The list before any escalation existed. */
let before: { requests: Ran; escalations: Ran };
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
  before = {
    requests: await hitl.text(['list']),
    escalations: await hitl.text(['list', '--kind', 'escalation']),
  };
  await temporal.withWorker(async () => {
    await hitl.json(['escalate', 'run-1', '--level', 'human_review', '--reason', 'I am lost']);
    await hitl.json(['escalate', 'run-2', '--level', 'manager', '--reason', 'other']);
    const assigned = ['list', '--kind', 'escalation', '--assignee', 'di', '--assignee', 'ana'];
    await eventually(async () => (await hitl.json(assigned)).json.items.length === 2);
  }, ESCALATING);
});
afterAll(() => temporal?.stop());

test('list --kind escalation: by status, assignee, level and run', async () => {
  expect(before.escalations).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('There are no escalations yet'),
  });
  const list = (...more: string[]) => hitl.json(['list', '--kind', 'escalation', ...more]);
  const all = await list();
  expect(all.json.items[0]).toMatchObject({
    kind: 'escalation',
    runId: 'run-2',
    level: 'manager',
    reason: 'other',
  });
  expect(Object.keys(all.json.items[0])[0]).toBe('id'); // completion scripts read it off the line
  expect(all.stderr).toContain('2 of 2 open escalations');
  expect((await list('--assignee', 'di')).json.items).toHaveLength(1);
  expect((await list('--level', 'human_review')).json.items).toMatchObject([{ runId: 'run-1' }]);
  expect((await list('--run', 'run-2')).json.items).toHaveLength(1);
  const runsOf = async (...more: string[]) =>
    (await list(...more)).json.items.map(({ runId }: { runId: string }) => runId);
  expect(await runsOf('--level', 'human_review', '--level', 'manager', '--order', 'age')).toEqual([
    'run-1',
    'run-2',
  ]);
  expect(await runsOf('--order', 'level')).toEqual(['run-2', 'run-1']);
  expect((await runsOf('--order', 'deadline')).sort()).toEqual(['run-1', 'run-2']);
  expect(await runsOf('--due-within', '1m')).toEqual([]);
  expect(await runsOf('--due-within', '1d', '--search', 'lost')).toEqual(['run-1']);
  const found = await hitl.text(['list', '--kind', 'escalation', '--search', 'lo']);
  expect(found.stderr).toContain('1 open escalation matches\nSearched all 2 escalations\n');
  const none = await hitl.text(['list', '--kind', 'escalation', '--status', 'resolved']);
  expect(none.stderr).toContain('There are 2 in total: hitl list --kind escalation --status all');
  const { stdout } = await hitl.text(['list', '--kind', 'escalation']);
  expect(stdout.split('\n')[0]?.split(/ {2,}/)).toEqual([
    'ID',
    'LEVEL',
    'REASON',
    'RUN',
    'AGE',
    'DUE IN',
    'STATUS',
  ]);
  expect(stdout.split('\n')[1]).toMatch(/ {2}manager {2,}other {2,}run-2 {2,}\d+s {2,}29m 5\ds {2}pending$/);
  expect((await list('--limit', '1')).stderr).toMatch(/More: the same with --cursor \S+/);
});

test('a list of pending requests says, to people, that escalations are open too', async () => {
  expect(before.requests.stderr).not.toContain('escalation');
  const at = `${temporal.at}\n`;
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
});
