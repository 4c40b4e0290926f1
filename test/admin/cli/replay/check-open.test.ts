import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { workflowBundle } from '../../../support/workflow-bundle';
import { cli, cliAt } from '../run-cli';

const HISTORIES = join(__dirname, '..', '..', '..', 'histories', '0.1.0');
let temporal: TemporalForTests;
let folder: string;
let replay: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hitl-replay-'));
  temporal = await startTemporal();
  // An installed package has its bundle. From sources each command would make one, which takes seconds.
  replay = ['replay', '--bundle', (await workflowBundle()).codePath];
});
afterAll(async () => {
  await temporal?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('open workflows by their ids: one replays, one has not begun, and one is not there', async () => {
  const hitl = cliAt(temporal);
  const { manager } = temporal;
  const ask = (id: string) => manager.requestApproval({ id, action: 'pay', requesterId: 'agent-1' });
  await temporal.withWorker(async () => {
    await ask('begun');
    await eventually(async () => (await manager.getRequest('begun')).plan !== undefined);
  });
  await ask('waiting');
  const all = await hitl.json(replay);
  expect([all.code, all.json]).toEqual([
    0,
    { ok: true, checked: 2, replays: { approval: 1 }, notBegun: 1, problems: [] },
  ]);
  expect((await hitl.json([...replay, '--limit', '1'])).json.checked).toBe(1);
  expect((await hitl.json([...replay, '--type', 'run', 'escalation'])).json.checked).toBe(0);

  const named = await hitl.text([...replay, '--ids', 'begun', 'nowhere']);
  expect(named.code).toBe(1);
  expect(named.stdout).toContain('ok   1 replay (1 approval)');
  expect(named.stdout).toContain('FAIL 1 could not be checked:\n     nowhere: no workflow has this id');
  expect(named.stdout).toContain('Do not give tasks to this build yet.');
});

test('histories of a folder, without Temporal: a file that is none is named and stops nothing', async () => {
  const ours = await cli([...replay, '--from', HISTORIES, '-o', 'json']);
  expect([ours.code, ours.json.problems]).toEqual([0, []]);
  expect(ours.json.replays).toMatchObject({
    approval: expect.any(Number) as number,
    run: expect.any(Number) as number,
  });

  writeFileSync(join(folder, 'torn.json'), '{"events": [');
  writeFileSync(join(folder, 'empty.json'), '{"events": []}');
  const torn = await cli([...replay, '--from', folder]);
  expect(torn.code).toBe(1);
  expect(torn.stdout).toContain('FAIL 2 could not be checked:');
  expect(torn.stdout).toContain(
    `empty: ${join(folder, 'empty.json')} does not begin with the start of a workflow`,
  );
});

test('wrong flags are usage errors', async () => {
  const none = await cli([...replay, '--from', join(folder, 'nowhere')]);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('--from: ENOENT')]);
  const both = await cli([...replay, '--from', folder, '--limit', '3']);
  expect([both.code, both.stderr]).toEqual([
    2,
    expect.stringContaining('leave out --type, --ids, --limit and --save'),
  ]);
  expect((await cli([...replay, '--type', 'request'])).code).toBe(2);
});
