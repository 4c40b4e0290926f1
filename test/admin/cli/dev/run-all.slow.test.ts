import { execSync } from 'node:child_process';
import { join } from 'node:path';
import type { RequestItem } from '../../../../client';
import { eventually } from '../../../support/temporal';
import { Child, installed, runChild } from '../child';

jest.setTimeout(240_000);
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await installed()));
const running: Child[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill('SIGKILL');
    await child.exited;
  }
});
afterAll(() => remove());

async function dev(...argv: string[]): Promise<Child> {
  const child = new Child(folder, ['dev', '--port', '0', '--db-file', 'data/dev.sqlite', ...argv]);
  running.push(child);
  await child.says(/hitl dev is running|"pending"/);
  return child;
}
const addressOf = ({ stdout }: Child) => /127\.0\.0\.1:\d+/.exec(stdout)?.[0] ?? '';
const hitl = (child: Child, ...argv: string[]) => runChild(folder, [...argv, '--address', addressOf(child)]);

/** Waits until the demo has printed the command with these words. */
async function commandOf(child: Child, verb: string, more: string): Promise<string> {
  const line = new RegExp(`^ +(node .* ${verb} .*${more} .*)\n`, 'm');
  await child.says(line);
  return line.exec(`${child.stdout}\n${child.stderr}`)?.[1] ?? '';
}
const call = (command: string) => execSync(command, { cwd: folder, encoding: 'utf8' });

test('the demo: it asks, its commands work as printed, and after a restart it continues with the same run and requests', async () => {
  const first = await dev('--demo');
  await first.says('It waits for 2 decisions.');
  await first.says(/http:\/\/127\.0\.0\.1:\d+\/requests\/run-invoices-\w+-INV-1002\n/);
  await first.says(/http:\/\/127\.0\.0\.1:\d+\/requests\/run-invoices-\w+-INV-1003\n/);
  expect(first.stdout).toContain('built in, because this folder has no temporal.config.ts');
  expect(first.stdout).toContain(join(folder, 'data', 'dev.sqlite'));
  const id = /run-invoices-\w+-INV-1002/.exec(first.stdout)?.[0] ?? '';
  const runId = id.replace('-INV-1002', '');
  const uiUrl = /Temporal UI +(http:\S+)/.exec(first.stdout)?.[1] ?? '';
  const shown = await hitl(first, 'show', id);
  expect(shown.stdout).toContain(`${uiUrl}/namespaces/default/workflows/${id}`);
  expect(shown.stdout).toContain('because the vendor added the delivery');
  expect(shown.stdout).toContain('The invoice beside the order');
  expect((await fetch(uiUrl)).status).toBe(200);
  const other = await hitl(first, 'request', '--action', 'read', '--requester', 'agent', '--id', 'kept');
  expect([other.code, other.stdout]).toEqual([0, 'kept\n']);
  const respond = await commandOf(first, 'respond', 'INV-1003');
  expect(respond).toContain(' --answer JSON ');
  expect(call(respond.replace('JSON', `'{"cost_center":"K7"}'`))).toContain('accepted: Answered.');
  await first.says('INV-1003: answered by ana. Paid, and booked on K7.');

  first.kill('SIGINT');
  expect(await first.exited).toBe(0);
  expect(first.stderr).toContain('Stopped. Pending requests are kept.');

  const second = await dev('--demo');
  await second.says(`approve ${id} --as ana`);
  expect(second.stdout).toContain('It waits for a decision.');
  expect(second.stdout).toMatch(/pending +2 requests/);
  const list = await hitl(second, 'list', '-o', 'json');
  expect(
    JSON.parse(list.stdout)
      .items.map((item: RequestItem) => item.id)
      .sort(),
  ).toEqual([id, 'kept'].sort());
  const approve = await commandOf(second, 'approve', 'INV-1002');
  expect(call(approve)).toContain('accepted: Approved.');
  await second.says('INV-1002: approved by ana. Transferred $15,000.');
  await second.says('Done: 3 of 3 invoices paid.');
  await second.says('Run it again:');
  const again = await commandOf(second, 'run', 'start');
  expect(again).toContain('run start invoices --requester payments-agent --wait');
  // The config has no audit log, so `hitl dev` keeps one, and these verbs find it.
  await eventually(async () => (await hitl(second, 'audit', 'show', id)).code === 0);
  expect((await hitl(second, 'audit', 'verify')).stdout).toContain('The log is complete and unchanged');
  expect((await hitl(second, 'doctor')).stdout).toContain('none in the config; hitl dev keeps one in');
  const runs = await hitl(second, 'list', '--kind', 'run', '--status', 'completed', '-o', 'json');
  expect(JSON.parse(runs.stdout).items).toMatchObject([
    { id: runId, status: 'completed', agent: 'invoices' },
  ]);
  second.kill('SIGHUP');
  expect(await second.exited).toBe(0);
});

test('after a rejection the agent does not transfer, and after an edit it transfers the changed amount', async () => {
  const child = await dev('--demo', '--db-file', 'data/reject.sqlite', '-o', 'json');
  expect(JSON.parse(child.stdout)).toMatchObject({
    address: addressOf(child),
    namespace: 'default',
    taskQueue: 'hitl',
    pending: 0,
  });
  await child.says('It waits for 2 decisions.');
  expect(call(await commandOf(child, 'reject', 'INV-1002'))).toContain('accepted: Rejected.');
  const respond = (await commandOf(child, 'respond', 'INV-1003')).replace('--answer JSON', "--text 'K7'");
  expect(call(respond)).toContain('accepted: Answered.');
  await child.says('INV-1002: rejected by ana. Not paid.');
  await child.says('Done: 2 of 3 invoices paid, not INV-1002.');

  const again = await commandOf(child, 'run', 'start');
  const id = JSON.parse(call(`${again.replace(' --wait', '')} -o json`)).id as string;
  const edit = ['approve', `${id}-INV-1002`, '--as', 'bo', '--edit', '{"amount": 14000}'];
  expect((await hitl(child, ...edit)).stdout).toContain('accepted: Approved with the changed content.');
  await hitl(child, 'reject', `${id}-INV-1003`, '--as', 'bo', '--reason', 'not ours');
  const ended = await hitl(child, 'run', 'wait', id, '-o', 'json');
  expect(JSON.parse(ended.stdout)).toMatchObject({
    status: 'completed',
    output: { paid: ['INV-1001', 'INV-1002'], leftOut: ['INV-1003'] },
    events: expect.arrayContaining([
      expect.objectContaining({
        text: expect.stringContaining('INV-1002: approved by bo. Transferred $14,000.'),
      }),
    ]),
  });
});

test('what goes wrong: a port taken, a file in use, a second Ctrl-C, a server that dies', async () => {
  const child = await dev('-o', 'json');
  const port = addressOf(child).split(':')[1] ?? '';
  expect(await runChild(folder, ['dev', '--port', port])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`),
  });
  const locked = await runChild(folder, ['dev', '--port', '0', '--db-file', 'data/dev.sqlite', '-o', 'json']);
  expect([locked.code, JSON.parse(locked.stdout).error]).toMatchObject([
    1,
    { name: 'DevServerFailed', message: expect.stringContaining('Another process has') },
  ]);

  process.kill(JSON.parse(child.stdout).serverPid, 'SIGKILL');
  expect(await child.exited).toBe(1);
  expect(child.stderr).toContain('The Temporal server ended by SIGKILL');

  const hasty = new Child(folder, ['dev', '--port', '0', '--db-file', 'data/hasty.sqlite']);
  running.push(hasty);
  await hasty.says('Starting Temporal');
  hasty.kill('SIGINT');
  await hasty.says('Press Ctrl-C again to stop at once');
  hasty.kill('SIGINT');
  expect(await hasty.exited).toBe(130);
});
