import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from '../run-cli';

const folder = mkdtempSync(join(tmpdir(), 'hitl-config-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Checks a config with this content, without any Temporal. */
async function check(content: string, flags: string[] = [], name = `${Math.random()}.js`) {
  const file = join(folder, name);
  writeFileSync(file, content);
  const ran = await cli(['config', 'check', '--config', file, '-o', 'json', ...flags], {
    env: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
  });
  return {
    ...ran,
    json: ran.json as { ok: boolean; errors: object[]; warnings: object[]; config?: string },
    file,
  };
}

const TYPO =
  'module.exports = { directory: { team: ["ana"] }, policies: [{ name: "p", approvers: ["tema"] }] };';
const typo = {
  path: 'policies[0].approvers[0]',
  message: "'tema' is neither a team nor a person of any team in the directory: did you mean 'team'?",
};

test('a valid config exits 0', async () => {
  const { code, json, file } = await check('module.exports = { fallback: "reject" };');
  expect([code, json]).toEqual([0, { ok: true, config: file, errors: [], warnings: [] }]);
});

test('errors exit 2, each with its path', async () => {
  const { code, json } = await check(
    'module.exports = { directory: { team: ["ana"] }, policies: [{ name: "p", resources: ["!a"], approvers: [] }] };',
  );
  expect(code).toBe(2);
  expect(json).toMatchObject({
    ok: false,
    warnings: [],
    errors: [
      { path: 'policies[0].resources[0]', message: expect.stringContaining('write two policies') as string },
      { path: 'policies[0].approvers', message: expect.stringContaining('empty list') as string },
    ],
  });
});

test('a probable mistake is a warning, or an error if strict by flag or by config', async () => {
  const lax = await check(TYPO);
  expect([lax.code, lax.json]).toMatchObject([0, { ok: true, errors: [], warnings: [typo] }]);
  const strict = await check(TYPO, ['--strict']);
  expect([strict.code, strict.json]).toMatchObject([2, { ok: false, errors: [typo], warnings: [] }]);
  const configured = await check(TYPO.replace('{', '{ strict: true,'));
  expect([configured.code, configured.json]).toMatchObject([2, { errors: [typo], warnings: [] }]);
});

test('names of API keys may have access to the admin server', async () => {
  const keys = join(folder, 'keys.json');
  const access = (name: string) =>
    `module.exports = { directory: { team: ["ana"] }, fallback: "reject",
      admin: { signIn: { keys: ${JSON.stringify(keys)} }, access: { request: ["${name}"] } } };`;
  await cli([
    'keys',
    'create',
    '--name',
    'payments',
    '--scopes',
    'request',
    '--expires',
    '90d',
    '--file',
    keys,
  ]);
  expect((await check(access('payments'))).json.warnings).toEqual([]);
  expect((await check(access('payment'))).json.warnings).toMatchObject([
    {
      path: 'admin.access.request[0]',
      message: expect.stringContaining("did you mean 'payments'?") as string,
    },
  ]);
});

test.each([
  ['does not load', 'module.exports = {', 'broken.js', 'broken.js does not load'],
  ['is no object', 'module.exports = 7;', 'seven.js', ''],
  [
    'has a key twice',
    '{ "fallback": "reject", "fallback": "approve" }',
    'twice.json',
    'fallback appears twice',
  ],
])('a config that %s exits 2', async (_, content, name, message) => {
  const { code, json } = await check(content, [], name);
  expect([code, json]).toMatchObject([
    2,
    { ok: false, errors: [{ message: expect.stringContaining(message) as string }] },
  ]);
});

test('a missing config exits 2', async () => {
  const { code, stdout } = await cli(['config', 'check', '--config', join(folder, 'none.js')]);
  expect([code, stdout]).toEqual([2, expect.stringMatching(/^error: .*none\.js does not exist\n$/)]);
});

test('as text each problem is a line', async () => {
  const file = join(folder, 'text.js');
  writeFileSync(file, TYPO);
  expect((await cli(['config', 'check', '--config', file])).stdout).toBe(
    `warning: ${typo.path}: ${typo.message}\n${file} is valid.\n`,
  );
  const { code, stdout } = await cli(['config', 'check', '--config', file, '--strict']);
  expect([code, stdout]).toEqual([2, `error: ${typo.path}: ${typo.message}\n`]);
});
