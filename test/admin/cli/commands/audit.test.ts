import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditKey } from '../../../support/audit-log';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cli, cliAt } from '../run-cli';

const key = auditKey('audit-2026');
let temporal: TemporalForTests;
let folder: string;
let config: string;
let log: string;

const hitl = (...argv: string[]) => cliAt(temporal).json(['audit', ...argv, '--config', config]);
const reading = (...argv: string[]) => cli(['audit', ...argv, '--config', config]);
/** Without the config, as on another machine. */
const elsewhere = (...argv: string[]) =>
  cli(['audit', ...argv, '--folder', log, '--key', `${key.keyId}=${key.entry.publicKey}`]);

beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  folder = mkdtempSync(join(tmpdir(), 'audit-cli-'));
  log = join(folder, 'log');
  config = join(folder, 'temporal.config.json');
  const privateKeyFile = join(folder, 'key.pem');
  writeFileSync(privateKeyFile, key.pem);
  const sink = { type: 'files', folder: log };
  const audit = { sink, signing: { keyId: key.keyId, privateKeyFile }, every: '50ms' };
  writeFileSync(config, JSON.stringify({ fallback: { approvers: ['ana'] }, audit }));
  await temporal.withWorker(async () => {
    for (const id of ['pay-1', 'pay-2']) {
      await temporal.manager.requestApproval({
        id,
        action: '=pay',
        context: { amount: 7 },
        requesterId: 'pay-bot',
      });
      await temporal.manager.approve(id, { decidedBy: 'ana' });
    }
  });
});

afterAll(async () => {
  await temporal.stop();
  rmSync(folder, { recursive: true });
});

test('audit sweep stores what has ended, and the second time nothing', async () => {
  expect((await reading('status')).stderr).toContain('there is no audit log');
  await eventually(
    async () =>
      (await hitl('sweep')).code === 0 && (await reading('status', '-o', 'json')).json.entries === 2,
  );
  const behind = async () => (await hitl('status', '--temporal')).json.behind;
  expect(await behind()).toEqual({ count: 0 });
  expect((await hitl('sweep')).json).toEqual({ stored: 0, unreadable: 0, seq: 2 });
});

test('audit run stores what ends while it runs, until it is stopped', async () => {
  let stop = (_signal: string) => {};
  const running = cliAt(temporal).text(['audit', 'run', '--config', config], {
    onStop: (then) => {
      stop = then;
      return () => {};
    },
  });
  await temporal.withWorker(async () => {
    await temporal.manager.requestApproval({
      id: 'pay-3',
      action: 'pay',
      context: {},
      requesterId: 'pay-bot',
    });
    await temporal.manager.reject('pay-3', { decidedBy: 'ana', reason: 'no' });
  });
  await eventually(async () => (await reading('show', 'pay-3')).code === 0);
  stop('SIGTERM');
  expect(await running).toMatchObject({ code: 0, stdout: expect.stringContaining(`log ${log}`) });
});

test('audit verify passes, also elsewhere with the public key, against an anchor and against Temporal', async () => {
  const { head } = (await reading('status', '-o', 'json')).json;
  const anchor = `${head.seq}:${head.hash}`;
  for (const ran of [
    await reading('verify'),
    await elsewhere('verify', '--anchor', anchor),
    await cliAt(temporal).text(['audit', 'verify', '--temporal', '--config', config]),
  ])
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('complete and unchanged: 3 entries')]);
  expect(await elsewhere('verify', '--anchor', `9:${head.hash}`)).toMatchObject({
    ...{
      code: 1,
      stdout: expect.stringContaining('the log ends with entry 3, but the anchor names entry 9'),
    },
  });
  expect(await elsewhere('verify', '--anchor', 'nine')).toMatchObject({ code: 2 });
});

test('audit show prints the request and its entries, and says when there is none', async () => {
  const { stdout } = await elsewhere('show', 'pay-1');
  expect(stdout).toMatch(
    /=pay {2}approved\npay-1\n[\s\S]*ana approved[\s\S]*audit log\n {2}\d+ {2}approval pay-1, completed/,
  );
  expect((await elsewhere('show', 'pay-1', '-o', 'json')).json).toMatchObject({
    kind: 'approval',
    record: { status: 'approved' },
  });
  expect(await elsewhere('show', 'nobody')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has no record of it'),
  });
});

test('show falls back to the audit log for what Temporal does not have', async () => {
  const at = temporal.at.replace(temporal.namespace, 'default');
  const away = await cliAt({ ...temporal, at }).json(['show', 'pay-1', '--config', config]);
  expect(away).toMatchObject({ code: 0, json: { kind: 'approval', record: { status: 'approved' } } });
  expect(away.stderr).toContain('Temporal no longer has it');
  const none = await cliAt(temporal).json(['show', 'nothing', '--config', config]);
  expect(none).toMatchObject({ json: { error: { name: 'RequestNotFound' } } });
});

test('audit export writes the entries of a time, or a line of CSV for each request', async () => {
  const lines = (await elsewhere('export')).stdout.trim().split('\n');
  const [file] = readdirSync(log).filter((name) => name.startsWith('audit-'));
  expect(lines).toEqual(
    readFileSync(join(log, file as string), 'utf8')
      .trim()
      .split('\n'),
  );
  expect((await elsewhere('export', '--to', '2020-01-01')).stdout).toBe('');
  const csv = (await elsewhere('export', '--format', 'csv', '--from', '2020-01-01')).stdout
    .trim()
    .split('\r\n');
  expect([csv.length, csv[1]]).toEqual([4, expect.stringMatching(/^pay-[12],approval,'=pay,/)]);
  const out = join(folder, 'out.csv');
  expect(await elsewhere('export', '--format', 'csv', '--out', out)).toMatchObject({
    stdout: '',
    stderr: '3 requests exported.\n',
  });
  expect(readFileSync(out, 'utf8').split('\r\n')).toHaveLength(5);
  expect(await elsewhere('export', '--from', 'yesterday')).toMatchObject({ code: 2 });
});

test('audit pack writes a file that verifies without the log, and not after a change', async () => {
  const out = join(folder, 'pay-1.json');
  expect((await reading('pack', 'pay-1', '--out', out, '-o', 'json')).json).toMatchObject({
    id: 'pay-1',
    entries: 1,
  });
  const verify = (...argv: string[]) => cli(['audit', 'verify', '--pack', out, ...argv]);
  expect(await verify()).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`audit-2026 ${key.entry.publicKey}`),
  });
  expect(await verify('--key', key.entry.publicKey)).toMatchObject({ code: 0, stderr: '' });
  expect(await verify('--key', auditKey().entry.publicKey)).toMatchObject({ code: 1 });
  writeFileSync(out, readFileSync(out, 'utf8').replace('"amount": 7', '"amount": 8'));
  expect(await verify()).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('does not match its content'),
  });
});

test('a config without an audit log, and a key that cannot be read, are named', async () => {
  const other = join(folder, 'other.config.json');
  writeFileSync(other, JSON.stringify({ fallback: 'reject' }));
  expect(await cli(['audit', 'verify', '--config', other])).toMatchObject({
    ...{ code: 2, stderr: expect.stringContaining('has no audit log: add `audit` to it') },
  });
  const signing = { keyId: 'k', privateKeyFile: other };
  writeFileSync(
    other,
    JSON.stringify({ fallback: 'reject', audit: { sink: { type: 'files', folder: log }, signing } }),
  );
  expect(await cli(['audit', 'verify', '--config', other])).toMatchObject({
    ...{
      code: 2,
      stderr: expect.stringContaining('audit.signing.privateKeyFile: cannot read a signing key'),
    },
  });
});
