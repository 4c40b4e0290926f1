import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const realms: Record<string, string[]> = {
  contract: [],
  rules: ['contract'],
  codec: ['contract'],
  tracing: [],
  workflows: ['contract', 'rules', 'codec', 'tracing'],
  activities: ['contract', 'rules'],
  client: ['contract', 'rules', 'codec', 'tracing'],
  audit: ['contract', 'rules', 'client'],
  worker: ['contract', 'rules', 'codec', 'tracing', 'workflows', 'activities'],
};
const pure = ['contract', 'rules'];
const [text, http, access, signIn, events] = ['text', 'http', 'access', 'sign-in', 'events'].map(
  (layer) => `admin/${layer}`,
) as [string, string, string, string, string];
const pages = ['admin/api', 'admin/inbox', 'admin/slack'];
const layers: Record<string, string[]> = {
  [text]: pure,
  [http]: pure,
  [access]: [...pure, 'client', http],
  [signIn]: [...pure, access, http],
  [events]: [...pure, access, http],
  'admin/api': [...pure, access, text, http, signIn, events],
  'admin/inbox': [...pure, access, text, http, signIn, events],
  'admin/slack': [...pure, 'activities', access, text, http, signIn],
  'admin/server': [
    ...pure,
    'codec',
    'tracing',
    'client',
    'worker',
    text,
    http,
    access,
    signIn,
    events,
    ...pages,
  ],
  'admin/cli': [
    ...pure,
    'codec',
    'activities',
    'client',
    'audit',
    'worker',
    text,
    http,
    signIn,
    'admin/server',
  ],
};
const arrows: Record<string, string[]> = { ...realms, ...layers, examples: [] };
const folders = [...Object.keys(arrows), 'bench'];

/** The way up to the top from a file in this folder. */
const up = (folder: string) => '../'.repeat(folder.split('/').length);

// The project's lint over a project in which every import leads to a file: what cannot be resolved is refused.
const root = realpathSync(mkdtempSync(join(tmpdir(), 'hitl-boundaries-')));
afterAll(() => rmSync(root, { recursive: true }));
for (const folder of [...folders, 'test']) {
  mkdirSync(join(root, folder, 'deep'), { recursive: true });
  for (const file of ['target.ts', 'deep/target.ts']) writeFileSync(join(root, folder, file), '');
}
writeFileSync(join(root, 'index.ts'), '');
copyFileSync(resolve('tsconfig.json'), join(root, 'tsconfig.json'));
symlinkSync(resolve('node_modules'), join(root, 'node_modules'));

const config = jest.requireActual<Linter.Config[]>('../eslint.config.js');
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  baseConfig: [
    ...config,
    tseslint.configs.disableTypeChecked,
    {
      settings: {
        'boundaries/root-path': root,
        'import/resolver': { typescript: { project: join(root, 'tsconfig.json') } },
      },
    },
  ],
  ruleFilter: ({ ruleId }) => ruleId.startsWith('boundaries/'),
});

async function refused(file: string, source: string): Promise<boolean> {
  const [result] = await eslint.lintText(`import { x } from '${source}';\n`, { filePath: file });
  const rules = result?.messages.map((m) => m.ruleId ?? m.message);
  expect([[], ['boundaries/dependencies']]).toContainEqual(rules);
  return rules?.length === 1;
}

describe('the arrows between folders', () => {
  test.each(Object.entries(arrows))('%s may import %j', async (from, allowed) => {
    for (const to of folders) {
      const no = ![...allowed, from].includes(to);
      expect([to, await refused(`${from}/probe.ts`, `${up(from)}${to}/target`)]).toEqual([to, no]);
      expect([to, await refused(`${from}/deep/probe.ts`, `../${up(from)}${to}/deep/target`)]).toEqual([
        to,
        no,
      ]);
    }
  });

  test.each(['admin/text', 'admin/http', 'admin/events', 'admin/api', 'admin/inbox', 'admin/slack'])(
    '%s may import types of the client, never its functions',
    async (from) => {
      const code = (kind: string) => `${kind} { x } from '${up(from)}client/target';\n`;
      const [types] = await eslint.lintText(code('import type'), { filePath: `${from}/probe.ts` });
      const [values] = await eslint.lintText(code('import'), { filePath: `${from}/probe.ts` });
      expect([types?.messages.length, values?.messages.length]).toEqual([0, 1]);
    },
  );

  test('no file imports tests or, inside, the public entry', async () => {
    for (const from of Object.keys(arrows)) {
      expect([from, await refused(`${from}/probe.ts`, `${up(from)}test/target`)]).toEqual([from, true]);
      expect([from, await refused(`${from}/probe.ts`, `${up(from)}index`)]).toEqual([from, true]);
    }
  });

  test('the public entry imports contract, rules and activities', async () => {
    for (const to of folders) {
      const allowed = ['contract', 'rules', 'activities'].includes(to);
      expect([to, await refused('index.ts', `./${to}/target`)]).toEqual([to, !allowed]);
    }
  });

  test('export from, dynamic import and require are imports too', async () => {
    for (const text of [
      "export * from '../worker/target';",
      "export const p = import('../worker/target');",
      "import type { A } from '../worker/target';",
      "require('../worker/target');",
    ]) {
      const [result] = await eslint.lintText(text, { filePath: 'rules/probe.ts' });
      expect([text, result?.messages.length]).toEqual([text, 1]);
    }
  });
});

describe('what may come from npm and Node', () => {
  test.each([
    ['contract', ['zod'], ['ms', 'luxon', '@temporalio/common', 'node:crypto', 'fs']],
    ['rules', ['zod', 'luxon'], ['@temporalio/common', '@temporalio/workflow', 'node:fs', 'crypto']],
    ['workflows', ['@temporalio/workflow', 'zod'], ['node:crypto', 'fs', 'node:fs/promises']],
    ['activities', ['@temporalio/activity', 'node:fs'], []],
    ['client', ['@temporalio/client', 'node:fs'], []],
  ])('%s may import %j, never %j', async (from, allowed, never) => {
    for (const name of allowed)
      expect([name, await refused(`${from}/probe.ts`, name)]).toEqual([name, false]);
    for (const name of never) expect([name, await refused(`${from}/probe.ts`, name)]).toEqual([name, true]);
  });

  test('examples and the deployment config use the public names only', async () => {
    for (const file of ['examples/probe.ts', 'temporal.config.ts']) {
      for (const name of ['', '/client', '/workflow', '/worker']) {
        expect([name, await refused(file, `temporal-hitl${name}`)]).toEqual([name, false]);
      }
      const top = file.startsWith('examples') ? '../' : './';
      expect(await refused(file, `${top}index`)).toBe(true);
      expect(await refused(file, `${top}contract/target`)).toBe(true);
    }
  });
});
