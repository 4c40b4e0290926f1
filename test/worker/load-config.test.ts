import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../worker/config';

jest.mock('jiti', () => jest.requireActual<object>('../support/native-jiti'));

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'hitl-config-'))));
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const typescript = `
import { defineConfig, duringBusinessHours } from 'temporal-hitl';
const approvers: string[] = ['ana'];
export default defineConfig({
  policies: [{ name: 'money', approvers, condition: duringBusinessHours({ timeZone: 'Europe/Berlin' }) }],
});`;
const policies = `policies: [{ name: 'money', approvers: ['ana'], condition: () => true }]`;

test.each([
  ['temporal.config.ts', typescript],
  ['temporal.config.mts', typescript],
  ['temporal.config.js', `module.exports = { ${policies} };`],
  ['temporal.config.cjs', `module.exports = { ${policies} };`],
  ['temporal.config.mjs', `export default { ${policies} };`],
  ['promise.mjs', `export default Promise.resolve({ ${policies} });`],
  ['compiled.cjs', `exports.__esModule = true; exports.default = { ${policies} };`],
])('%s', async (name, text) => {
  const file = await write(name, text);
  const { config, path } = await loadConfig(file);
  expect(path).toBe(file);
  expect(config.policies).toEqual([
    { name: 'money', effect: 'require', approvers: ['ana'], condition: expect.any(Function) },
  ]);
});

test.each([
  ['temporal.config.ts', typescript],
  ['temporal.config.js', `module.exports = { ${policies} };`],
  ['temporal.config.mjs', `export default { ${policies} };`],
  ['rules.json', '{ "policies": [{ "name": "money", "approvers": ["ana"] }] }'],
])('%s that begins with a byte order mark', async (name, text) => {
  const { config } = await loadConfig(await write(name, `\uFEFF${text}`));
  expect(config.policies).toMatchObject([{ name: 'money', approvers: ['ana'] }]);
});

test('JSON, which has no conditions', async () => {
  const file = await write('rules.json', '{ "policies": [{ "name": "money", "approvers": ["ana"] }] }');
  expect((await loadConfig(file)).config.policies[0]?.name).toBe('money');
});

test('a file that was changed is read again', async () => {
  const file = await write('temporal.config.ts', `export default { ${policies} };`);
  await loadConfig(file);
  await write('temporal.config.ts', `export default { fallback: 'reject' };`);
  expect((await loadConfig(file)).config.fallback).toBe('reject');
});

describe('a config that cannot be loaded is a ConfigError with the file name', () => {
  test.each([
    ['a syntax error', 'broken.ts', 'export default {{', /broken\.ts does not load: /],
    ['invalid JSON', 'broken.json', '{ policies: ', /broken\.json does not load: /],
    [
      'JSON with a key twice',
      'twice.json',
      '{ "fallback": "reject", "fallback": "approve" }',
      /twice\.json does not load: fallback appears twice in one object/,
    ],
    [
      'JSON with a number that is too large',
      'large.json',
      '{ "fallback": "reject", "admin": { "limits": { "account": 9007199254740993 } } }',
      /large\.json does not load: admin\.limits\.account is an integer beyond/,
    ],
    [
      'an error of its own',
      'throws.ts',
      `throw new Error('no secret');`,
      /throws\.ts does not load: .*no secret/,
    ],
    [
      'a module it lacks',
      'lacks.ts',
      `import 'not-there'; export default {};`,
      /lacks\.ts does not load: .*not-there/,
    ],
    [
      'an invalid config',
      'invalid.ts',
      'export default { polices: [] };',
      /invalid\.ts is not valid:\n {2}polices: /,
    ],
    [
      'no default export',
      'named.ts',
      `export const config = { fallback: 'reject' }; export const other = 1;`,
      /named\.ts is not valid:\n {2}\(the config itself\): has no default export, only config, other: write export default defineConfig/,
    ],
    [
      'no export at all',
      'empty.ts',
      'const config = {};',
      /empty\.ts is not valid:\n .*has no default export: write/,
    ],
    [
      'keys of the config as named exports',
      'keys.mjs',
      'export const policies = [];',
      /keys\.mjs is not valid:\n .*has no default export, only policies: write/,
    ],
    [
      'a function as its default export',
      'function.ts',
      'export default () => ({});',
      /\(the config itself\): is a function, but must be an object: write export default defineConfig/,
    ],
    [
      'a default export that is undefined',
      'undefined.ts',
      'export default undefined;',
      /\(the config itself\): is undefined, but must be an object/,
    ],
  ])('%s', async (_, name, text, message) => {
    const file = await write(name, text);
    await expect(loadConfig(file)).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(message),
    });
  });

  test('a file that does not exist', async () => {
    await expect(loadConfig(join(folder, 'none.ts'))).rejects.toThrow(/none\.ts does not exist/);
  });

  test('no config in the working directory', async () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      await expect(loadConfig()).rejects.toThrow('create one, or use --config FILE');
      await write('temporal.config.json', '{ "fallback": "reject" }');
      expect((await loadConfig()).path).toMatch(/temporal\.config\.json$/);
    } finally {
      process.chdir(before);
    }
  });
});
