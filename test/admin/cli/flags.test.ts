import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiAddress } from '../../../admin/cli/flags';
import { cli, errorAs } from './run-cli';

const HITL_CONFIG_DIR = mkdtempSync(join(tmpdir(), 'hitl-no-login-'));
afterAll(() => rmSync(HITL_CONFIG_DIR, { recursive: true }));

test('--api goes before HITL_API, and a flag of Temporal before HITL_API', () => {
  const HITL_API = 'https://env.example/';
  expect(apiAddress({ api: 'https://flag.example/admin/' }, { HITL_API })).toBe('https://flag.example/admin');
  expect(apiAddress({}, { HITL_API })).toBe('https://env.example');
  expect(apiAddress({ address: 'localhost:7233' }, { HITL_API })).toBeUndefined();
  expect(apiAddress({}, {})).toBeUndefined();
});

test.each([
  [['list', '--api', 'https://a.example', '--address', 'x:1'], '--address is for a connection to Temporal'],
  [
    ['show', 'x', '--api', 'https://a.example', '--task-queue', 'q'],
    '--task-queue is for a connection to Temporal',
  ],
  [['list', '--api', 'http://admin.example'], 'is not encrypted'],
  [['login', '--api', 'http://10.0.0.1:8234'], 'is not encrypted'],
  [['list', '--api', 'admin.example'], 'must be the address of an admin server'],
  [['list', '--api', 'https://ana:secret@admin.example'], 'must be the address of an admin server'],
  [['login'], 'missing --api URL'],
  [['worker', '--api', 'https://a.example'], "unknown option '--api'"],
  [['doctor', '--api', 'https://a.example'], "unknown option '--api'"],
])('%j exits 2', async (argv, message) => {
  const { code, stdout, stderr } = await cli(argv);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test('a person who is not signed in gets an error that says how to sign in', async () => {
  const { code, json } = await cli(['list', '--api', 'https://admin.example', '-o', 'json'], {
    env: { HITL_CONFIG_DIR },
  });
  expect([code, json.error]).toEqual([4, errorAs('NotSignedIn', 'hitl login --api https://admin.example')]);
});
