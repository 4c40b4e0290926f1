import type { RequestItem } from '../../../../client';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cliAt } from '../run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

test('from an empty list to several pages', async () => {
  const nothing = await hitl.text(['list']);
  expect(nothing).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('There are no requests yet'),
  });
  expect(await hitl.json(['list'])).toMatchObject({ code: 0, json: { items: [] } });
  expect((await hitl.text(['list', '-o', 'jsonl'])).stdout).toBe('');

  await temporal.withWorker(async () => {
    for (const action of ['pay', 'pay', 'delete'])
      await temporal.manager.requestApproval({ action, requesterId: 'agent', resource: 'account' });
    await eventually(async () => (await hitl.json(['list', '--approver', 'ana'])).json.items.length === 3);
  });

  const all = await hitl.json(['list']);
  expect(all.json.items).toHaveLength(3);
  expect(all.json).not.toHaveProperty('nextCursor');
  expect(all.json.items[0]).toMatchObject({
    id: expect.any(String),
    kind: 'approval',
    status: 'pending',
    action: 'delete',
    requesterId: 'agent',
  });
  expect(Object.keys(all.json.items[0])[0]).toBe('id'); // completion scripts read it off the line
  expect(all.stderr).toContain('3 of 3 pending requests');

  expect((await hitl.json(['list', '--action', 'pay'])).json.items).toHaveLength(2);
  expect(
    (await hitl.json(['list', '--approver', 'nobody', '--approver', 'finance-team'])).json.items,
  ).toHaveLength(3);
  expect(
    (await hitl.json(['list', '--order', 'deadline', '--kind', 'approval'])).json.items.map(
      ({ action }: RequestItem) => action,
    ),
  ).toEqual(['pay', 'pay', 'delete']);
  expect((await hitl.json(['list', '--status', 'all', '--requester', 'agent'])).json.items).toHaveLength(3);

  const page = await hitl.text(['list', '-o', 'jsonl', '--limit', '2']);
  const lines = page.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.slice(0, 2).map(({ kind }) => kind)).toEqual(['approval', 'approval']);
  expect(page.stderr).toContain('2 of 3 pending requests');
  const cursor = /--cursor (\S+)/.exec(page.stderr)?.[1] ?? '';
  expect(lines.slice(2)).toEqual([{ nextCursor: cursor }]);
  expect(cursor.length).toBeLessThan(60);
  const rest = await hitl.text(['list', '-o', 'jsonl', '--limit', '2', '--cursor', cursor]);
  expect(rest.stdout.trim().split('\n')).toHaveLength(1);
  const whole = await hitl.json(['list', '--limit', '2']);
  expect(whole.json).toEqual({ items: lines.slice(0, 2), nextCursor: cursor });
  expect(whole.stderr).toContain(`--cursor ${cursor}\n`);
  expect((await hitl.json(['list', '--limit', '2', '--cursor', cursor])).json.items).toHaveLength(1);
  expect((await hitl.json(['list', '--cursor', 'nonsense'])).code).toBe(2);
  expect((await hitl.text(['list', '--limit', '3'])).stderr).toBe('3 of 3 pending requests\n');

  const none = await hitl.text(['list', '--action', 'nothing-like-it']);
  expect(none).toMatchObject({ code: 0, stdout: '' });
  expect(none.stderr).toContain('No pending requests match. There are 3 in total');
  expect((await hitl.text(['list', '--status', 'rejected'])).stderr).toContain(
    'No rejected requests now. There are 3 in total',
  );
});

test('the table has every column, and fits the terminal without cutting ids', async () => {
  await temporal.stopWorker();
  const id = 'request-with-a-name-of-its-own';
  await temporal.manager.requestApproval({
    id,
    action: 'an-action-of-some-length',
    resource: 'a-resource-of-a-long-name/with/a/path',
    requesterId: 'a-person-with-a-name',
  });
  await eventually(async () => (await hitl.text(['list'])).stdout.includes(id));
  const wide = await hitl.text(['list']);
  const [header, row] = wide.stdout.split('\n');
  expect(header?.split(/ {2,}/)).toEqual([
    'ID',
    'ACTION',
    'RESOURCE',
    'REQUESTER',
    'AGE',
    'EXPIRES IN',
    'STATUS',
  ]);
  expect(row).toMatch(
    /^request-with-a-name-of-its-own {2}an-action-of-some-length {2}a-resource-of-a-long-name\/with\/a\/path {2}a-person-with-a-name {2,}\d+s {2,}not planned {2}pending$/,
  );
  const narrow = (await hitl.text(['list'], { columns: 110 })).stdout.trimEnd().split('\n');
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(110);
  expect(narrow[1]).toMatch(/^request-with-a-name-of-its-own .*….*pending$/);
});

test('colours only on a terminal', async () => {
  expect((await hitl.text(['list'])).stdout).not.toContain('\u001b');
  expect((await hitl.text(['list'], { colour: true })).stdout).toContain('\u001b[33mpending\u001b[39m');
  expect((await hitl.json(['list'], { colour: true })).stdout).not.toContain('\u001b');
});

test('an empty list of one kind counts that kind', async () => {
  const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'ana' });
  const approvals = async () =>
    (await hitl.json(['list', '--kind', 'approval', '--status', 'all'])).json.items;
  await eventually(async () => (await approvals()).some((item: RequestItem) => item.id === id));
  expect((await hitl.text(['list', '--kind', 'confirmation'])).stderr).toBe(
    'There are no confirmations yet.\n',
  );
  expect((await hitl.text(['list', '--kind', 'approval', '--status', 'expired'])).stderr).toBe(
    `No expired approvals now. There are ${(await approvals()).length} in total: hitl list --kind approval --status all\n`,
  );
});
