import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditForDev } from '../../../admin/cli/dev/audit';
import { auditOfDevServer, noteServer } from '../../../admin/cli/dev/running-servers';
import { uiBase } from '../../../admin/cli/follow-up';
import { programName } from '../../../admin/cli/io';
import { uiLink } from '../../../admin/text/commands';
import { table } from '../../../admin/text/table';
import { formatDuration } from '../../../admin/text/time';
import { shellQuote } from '../../../rules/text';
import { parseConfig } from '../../../worker/config';

test.each([
  [-5, '0s'],
  [0, '0s'],
  [999, '0s'],
  [59_000, '59s'],
  [60_000, '1m'],
  [61_000, '1m 1s'],
  [3_600_000, '1h'],
  [14_399_000, '3h 59m'],
  [86_400_000, '1d'],
  [90_000_000, '1d 1h'],
  [26 * 86_400_000, '26d'],
])('a span of %d ms is %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

test('a table cuts the widest columns that may be cut, only as far as necessary', () => {
  const columns = [
    { title: 'ID', of: (row: string[]) => row[0] ?? '' },
    { title: 'WHAT', of: (row: string[]) => row[1] ?? '', least: 6 },
    { title: 'X', of: () => 'x' },
  ];
  const rows = [['a-long-id', 'something long']];
  expect(table(columns, rows)).toBe('ID         WHAT            X\na-long-id  something long  x');
  expect(table(columns, rows, 24)).toBe('ID         WHAT        X\na-long-id  something…  x');
  expect(table(columns, rows, 5)).toBe('ID         WHAT    X\na-long-id  somet…  x');
});

test('a table that still does not fit leaves out columns, or moves one below its row', () => {
  const columns = [
    { title: 'ID', of: (row: string[]) => row[0] ?? '' },
    { title: 'WHAT', of: (row: string[]) => row[1] ?? '', least: 6, drop: 2, below: true as const },
    { title: 'WHO', of: () => 'a-person', least: 5, drop: 1 },
    { title: 'X', of: () => 'x' },
  ];
  const rows = [
    ['a-long-id', 'something long'],
    ['short', ''],
  ];
  expect(table(columns, rows)).toBe(
    'ID         WHAT            WHO       X\na-long-id  something long  a-person  x\nshort                      a-person  x',
  );
  expect(table(columns, rows, 27)).toBe(
    'ID         WHAT    WHO    X\na-long-id  somet…  a-pe…  x\nshort              a-pe…  x',
  );
  expect(table(columns, rows, 24)).toBe(
    'ID         WHAT        X\na-long-id  something…  x\nshort                  x',
  );
  expect(table(columns, rows, 14)).toBe('ID         X\na-long-id  x\n  something l…\nshort      x');
  expect(table(columns, rows, 5)).toBe('ID         X\na-long-id  x\n  so…\nshort      x');
});

test('a table measures and cuts wide characters by the columns that they take in a terminal', () => {
  const columns = [
    { title: 'WHAT', of: (row: string[]) => row[0] ?? '', least: 4 },
    { title: 'X', of: () => 'x' },
  ];
  expect(table(columns, [['支払い'], ['pay']])).toBe('WHAT    X\n支払い  x\npay     x');
  expect(table(columns, [['支払い']], 8)).toBe('WHAT   X\n支払…  x');
});

test('a quoted argument stays one word in a shell', () => {
  expect(shellQuote('request-1')).toBe('request-1');
  expect(shellQuote("a'b $(c)")).toBe(`'a'\\''b $(c)'`);
  expect(shellQuote('')).toBe(`''`);
});

test('the Temporal UI of an address', () => {
  const HITL_DATA_DIR = mkdtempSync(join(tmpdir(), 'hitl-data-'));
  const base = (address: string, env = {}) => uiBase({}, { HITL_DATA_DIR, ...env }, { address });
  expect(base('localhost:7233')).toBeUndefined();
  expect(base('127.0.0.1:9000')).toBeUndefined();
  expect(base('ns.acct.tmprl.cloud:7233')).toBe('https://cloud.temporal.io');
  expect(base('eu-west-1.aws.api.temporal.io:7233')).toBe('https://cloud.temporal.io');
  expect(base('temporal.example:7233')).toBeUndefined();
  expect(base('temporal.example:7233', { TEMPORAL_UI_URL: 'https://b/', HITL_UI_URL: 'https://a/' })).toBe(
    'https://a',
  );
  expect(uiLink('http://u', 'n', 'a/b c')).toBe('http://u/namespaces/n/workflows/a%2Fb%20c');
});

test('the Temporal UI of a `hitl dev` that runs, and only while it runs', async () => {
  const env = { HITL_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'hitl-data-')), 'new') };
  const base = (address: string) => uiBase({}, env, { address });
  const uiUrl = 'http://127.0.0.1:4567';
  const remove = noteServer(env, '127.0.0.1:9000', { uiUrl, pids: [process.pid] });
  for (const address of ['127.0.0.1:9000', 'localhost:9000', '[::1]:9000']) expect(base(address)).toBe(uiUrl);
  expect(base('127.0.0.1:9001')).toBeUndefined();
  expect(base('temporal.example:9000')).toBeUndefined();
  remove();
  expect(base('127.0.0.1:9000')).toBeUndefined();

  const ended = spawnSync(process.execPath, ['-e', '']);
  noteServer(env, '127.0.0.1:9000', { uiUrl, pids: [process.pid, ended.pid] });
  expect(base('127.0.0.1:9000')).toBeUndefined();
  writeFileSync(join(env.HITL_DATA_DIR, 'running', '9000.json'), 'no note');
  expect(base('127.0.0.1:9000')).toBeUndefined();
});

test('the audit log that a running `hitl dev` keeps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hitl-data-'));
  const env = { HITL_DATA_DIR: folder };
  const audit = auditForDev(parseConfig({ fallback: { approvers: ['ana'] } }), join(folder, 'dev.sqlite'));
  const remove = noteServer(env, '127.0.0.1:9000', { audit, pids: [process.pid] });
  expect(auditOfDevServer(env, '127.0.0.1:9000')).toEqual(audit);
  expect(auditOfDevServer(env, '127.0.0.1:9001')).toBeUndefined();
  remove();
  expect(auditOfDevServer(env, '127.0.0.1:9000')).toBeUndefined();
});

test('commands are printed as they can be called', () => {
  expect(programName({ PATH: '' }, '/x/dist/main.js', '/x')).toBe('node dist/main.js');
  expect(programName({ PATH: '/y/node_modules/.bin' }, '/x/dist/main.js', '/z')).toBe('node /x/dist/main.js');
});
