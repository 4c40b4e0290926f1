import { execFile } from 'node:child_process';
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
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

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

// A project in which every import leads to a file, checked once by the settings of this one. Every import that a test
// names is in a file of its own.
const root = realpathSync(mkdtempSync(join(tmpdir(), 'hitl-boundaries-')));
afterAll(() => rmSync(root, { recursive: true }));
function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
for (const folder of [...folders, 'test'])
  for (const file of ['target.ts', 'deep/target.ts']) write(`${folder}/${file}`, 'export const x = 1;\n');
for (const entry of ['index.ts', 'client/index.ts', 'workflows/index.ts', 'worker/index.ts'])
  write(entry, 'export const x = 1;\n');
for (const file of ['.dependency-cruiser.js', 'tsconfig.json', 'package.json'])
  copyFileSync(resolve(file), join(root, file));
symlinkSync(resolve('node_modules'), join(root, 'node_modules'));

let written = 0;
/** A file of `folder` with this code. */
function file(folder: string, code: string): string {
  const name = `${folder === '' ? '' : `${folder}/`}probe-${++written}.ts`;
  write(name, code);
  return name;
}
const importing = (folder: string, source: string) => file(folder, `import { x } from '${source}';\nx;\n`);

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}
let violations: Violation[];
beforeAll(async () => {
  const cruise = promisify(execFile)(
    process.execPath,
    [resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), '--output-type', 'json', '.'],
    { cwd: root, maxBuffer: 100_000_000 },
  );
  // It ends with the number of violations.
  const { stdout } = await cruise.catch((error: unknown) => error as { stdout: string });
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[]; totalCruised: number } };
  expect(summary.totalCruised).toBeGreaterThan(written);
  ({ violations } = summary);
});
/** The rules that a file breaks. */
const broken = (name: string) => violations.filter(({ from }) => from === name).map(({ rule }) => rule.name);
const isRefused = (name: string) => broken(name).length > 0;

describe('the arrows between folders', () => {
  const cases = Object.entries(arrows).map(([from, allowed]) => ({
    from,
    allowed,
    files: folders.map((to) => ({
      to,
      is: [
        importing(from, `${up(from)}${to}/target`),
        importing(`${from}/deep`, `../${up(from)}${to}/deep/target`),
      ],
    })),
  }));
  test.each(cases)('$from may import $allowed', ({ from, allowed, files }) => {
    for (const { to, is } of files) {
      const expected = [...allowed, from].includes(to) ? [] : ['not-in-allowed'];
      for (const each of is) expect([to, broken(each)]).toEqual([to, expected]);
    }
  });

  const passingOn = [
    'admin/text',
    'admin/http',
    'admin/events',
    'admin/api',
    'admin/inbox',
    'admin/slack',
  ].map((from) => ({
    from,
    types: file(from, `import type { x } from '${up(from)}client/target';\nexport type X = typeof x;\n`),
    values: importing(from, `${up(from)}client/target`),
  }));
  test.each(passingOn)('$from may import types of the client, never its functions', ({ types, values }) => {
    expect([isRefused(types), isRefused(values)]).toEqual([false, true]);
  });

  const inward = Object.keys(arrows).flatMap((from) => [
    importing(from, `${up(from)}test/target`),
    importing(from, `${up(from)}index`),
  ]);
  test('no file imports tests or, inside, the public entry', () => {
    for (const each of inward) expect([each, isRefused(each)]).toEqual([each, true]);
  });

  test('the public entry imports contract, rules and activities', () => {
    const refused = violations.filter(({ from }) => from === 'index.ts').map(({ to }) => to);
    expect(refused.sort()).toEqual(
      folders
        .filter((to) => !['contract', 'rules', 'activities'].includes(to))
        .map((to) => `${to}/target.ts`)
        .sort(),
    );
  });
  write(
    'index.ts',
    [...folders.map((to) => `export * from './${to}/target';`), 'export const x = 1;', ''].join('\n'),
  );

  const otherImports = [
    "export * from '../worker/target';",
    "export const p = import('../worker/target');",
    "import type { A } from '../worker/target';",
    "require('../worker/target');",
  ].map((code) => file('rules', code));
  test('export from, dynamic import and require are imports too', () => {
    for (const each of otherImports) expect([each, broken(each)]).toEqual([each, ['not-in-allowed']]);
  });

  const unlisted = importing('other', '../contract/target');
  test('a folder that the settings do not name may import nothing', () => {
    expect(broken(unlisted)).toEqual(['not-in-allowed']);
  });
});

describe('circles', () => {
  const pair = (first: string, second: string): string => {
    const names = [`rules/circle-${++written}.ts`, `rules/circle-${written}b.ts`] as const;
    write(
      names[0],
      `${first} { x as y } from './circle-${written}b';\nexport const x = 1;\nexport type Y = typeof y;\n`,
    );
    write(
      names[1],
      `${second} { x as y } from './circle-${written}';\nexport const x = 2;\nexport type Y = typeof y;\n`,
    );
    return names[0];
  };
  const [values, types] = [pair('import', 'import'), pair('import', 'import type')];
  test('two modules that load each other are refused; those that share types are not', () => {
    expect([broken(values), broken(types)]).toEqual([['no-cycle'], []]);
  });
});

describe('what may come from npm and Node', () => {
  const cases = (
    [
      ['contract', ['zod'], ['ms', 'luxon', '@temporalio/common', 'node:crypto', 'fs']],
      ['rules', ['zod', 'luxon'], ['@temporalio/common', '@temporalio/workflow', 'node:fs', 'crypto']],
      ['workflows', ['@temporalio/workflow', 'zod'], ['node:crypto', 'fs', 'node:fs/promises']],
      ['activities', ['@temporalio/activity', 'node:fs'], []],
      ['client', ['@temporalio/client', 'node:fs'], []],
    ] as const
  ).map(([from, allowed, never]) => ({
    from,
    allowed,
    never,
    may: allowed.map((name) => importing(from, name)),
    mayNot: never.map((name) => importing(from, name)),
  }));
  test.each(cases)('$from may import $allowed, never $never', ({ may, mayNot }) => {
    for (const each of may) expect([each, broken(each)]).toEqual([each, []]);
    for (const each of mayNot) expect([each, isRefused(each)]).toEqual([each, true]);
  });

  const names = ['', '/client', '/workflow', '/worker'].map((name) => `temporal-hitl${name}`);
  const users = ['examples', ''].map((from) => ({
    user: from === '' ? 'the config of a deployment' : 'an example',
    may: names.map((name) => (from === '' ? config(name) : importing(from, name))),
    mayNot: ['index', 'contract/target'].map((target) =>
      from === '' ? config(`./${target}`) : importing(from, `../${target}`),
    ),
  }));
  function config(source: string): string {
    const name = `at-${++written}.config.ts`;
    write(name, `import { x } from '${source}';\nx;\n`);
    return name;
  }
  test.each(users)('$user uses the public names only', ({ may, mayNot }) => {
    for (const each of may) expect([each, broken(each)]).toEqual([each, []]);
    for (const each of mayNot) expect([each, isRefused(each)]).toEqual([each, true]);
  });
});
