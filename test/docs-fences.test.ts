import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import * as main from 'temporal-hitl';
import * as client from 'temporal-hitl/client';
import type { ConfigInput } from '../contract/config/config';
import { readConfig } from '../worker/config';
import { codeOf, type Example, examplesIn, type Fence, fencesIn, PAGES, ROOT } from './support/docs-code';

const fences = PAGES.flatMap((page) => fencesIn(page));
const examples = PAGES.flatMap((page) => examplesIn(page));
const of = (language: string) => fences.filter((fence) => fence.language === language);
const at = ({ page, number }: Fence) => `${page}:${number}`;

it('have a language that a test reads', () => {
  // The Python of docs/api.md, which test/docs-flow.test.ts runs; the diagram of docs/architecture.md, and the Python that docs/from-fastagentic.md compares with.
  const others = fences.filter(({ language }) => !['ts', 'js', 'json', 'sh'].includes(language));
  expect(others.map(({ page, language }) => [page, language])).toEqual([
    ['docs/api.md', 'python'],
    ['docs/architecture.md', ''],
    ['docs/from-fastagentic.md', 'python'],
  ]);
});

describe('TypeScript', () => {
  it('compiles against the public names of the package, also in doc comments', () => {
    const inComments = SOURCES.flatMap(commentExamplesIn);
    expect(inComments.length).toBeGreaterThan(10);
    expect(examples.length).toBeGreaterThan(30);
    expect(problemsOf([...examples, ...inComments])).toEqual([]);
  }, 180_000);

  it('is reported with its page and line when it does not compile', () => {
    const text = "# A page\n\n```ts config\nlevels: {\n  human_review: { assignees: 'ana' },\n},\n```\n";
    expect(problemsOf(examplesIn('page.md', fencesIn('page.md', text)))).toEqual([
      expect.stringMatching(/^page\.md:5: Type 'string' is not assignable/),
    ]);
    const bare = fencesIn('page.md', '```ts\nlevels: {},\n```\n');
    expect(() => examplesIn('page.md', bare)).toThrow('page.md:1: `ts ` is no known mark');
  }, 180_000);

  const configs = examples.filter((example) => codeOf(example).includes('export default defineConfig('));

  it.each(configs.map((example) => [nameOf(example), example] as const))(
    '%s: is a valid config',
    (_, config) => {
      expect(readConfig(completed(evaluate(config))).problems).toEqual([]);
    },
  );
});

/** The page and the line where an example begins. */
function nameOf({ page, lines }: Example): string {
  return `${page}:${lines.find(({ number }) => number !== undefined)?.number}`;
}

const SOURCES = [
  'index.ts',
  ...['contract', 'client', 'workflows', 'worker', 'activities', 'audit'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  ),
];

/** The names that examples in doc comments use and do not declare. */
const ASSUMED: Record<string, string> = {
  ...Object.fromEntries(
    Object.keys(client).map((name) => [name, `import { ${name} } from 'temporal-hitl/client';`]),
  ),
  hitlPlugin: "import { hitlPlugin } from 'temporal-hitl/worker';",
  Worker: "import { Worker } from '@temporalio/worker';",
  activities: 'declare const activities: object;',
  client: "declare const client: import('@temporalio/client').Client;",
  config: "declare const config: import('temporal-hitl').ConfigInput;",
  db: 'declare const db: { drop(table: string): Promise<void> };',
  request: 'declare const request: { id: string };',
  requestId: 'declare const requestId: string;',
  transfer: 'declare function transfer(payment: unknown): Promise<void>;',
  use: 'declare function use(output: unknown): void;',
  workflowsPath: 'declare const workflowsPath: string;',
};

/** The examples in the doc comments of a source. */
function commentExamplesIn(file: string): Example[] {
  const text = readFileSync(join(ROOT, file), 'utf8').replace(/^ \* ?/gm, '');
  const those = fencesIn(file, text).flatMap((fence) => {
    const code = codeOf(fence);
    const imported = code.match(/^import .*$/gm)?.join(' ') ?? '';
    const isUsed = (name: string) => new RegExp(`\\b${name}\\b`).test(code) && !imported.includes(name);
    const names = Object.keys(ASSUMED).filter(isUsed);
    const assumed = names.map((name) => ({ text: ASSUMED[name] ?? '' }));
    return [
      { ...fence, mark: 'assumed', lines: assumed },
      { ...fence, mark: 'fragment' },
    ];
  });
  return examplesIn(file, those);
}

/** What the compiler finds in the examples, each with page and line. */
function problemsOf(those: Example[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const files = new Map(those.map((example) => [join(ROOT, 'examples', example.path), example]));
  const onDisk = ts.createCompilerHost(options);
  const codeAt = (file: string) => {
    const example = files.get(file);
    return example && codeOf(example);
  };
  const host: ts.CompilerHost = {
    ...onDisk,
    fileExists: (file) => files.has(file) || onDisk.fileExists(file),
    readFile: (file) => codeAt(file) ?? onDisk.readFile(file),
    directoryExists: (folder) =>
      [...files.keys()].some((file) => file.startsWith(`${folder}/`)) || ts.sys.directoryExists(folder),
    getSourceFile: (file, language, ...rest) => {
      const code = codeAt(file);
      if (code === undefined) return onDisk.getSourceFile(file, language, ...rest);
      return ts.createSourceFile(file, code, language);
    },
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([file, { page, lines, isFragment }]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .filter(({ code }) => !(isFragment && UNUSED.has(code)))
      .map(({ start = 0, messageText }) => {
        const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
        return `${page}:${lines[line]?.number}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      });
  });
}

/** `'x' is declared but its value is never read`, and the same of a whole import or all names. */
const UNUSED = new Set([6133, 6192, 6196, 6198]);

/** With what a config needs and a page about something else leaves out. */
function completed(config: ConfigInput): ConfigInput {
  return { fallback: 'reject', levels: { human_review: { assignees: ['ana'] } }, ...config };
}

/** The default export of an example. */
function evaluate(example: Example): ConfigInput {
  const { outputText } = ts.transpileModule(codeOf(example), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const modules: Record<string, unknown> = {
    'temporal-hitl': main,
    './step': { step: () => ({ done: true }) },
  };
  const exported: { default?: ConfigInput } = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code is that of our own pages
  new Function('require', 'exports', 'process', outputText)((name: string) => modules[name], exported, {
    env: ENVIRONMENT,
  });
  return exported.default ?? {};
}

/** The variables that configs of the documentation read. */
const ENVIRONMENT = {
  HOOK_SECRET: `whsec_${'a'.repeat(32)}`,
  OIDC_SECRET: 'secret',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SLACK_TOKEN: 'xoxb-1',
  SMTP_URL: 'smtps://user:password@smtp.example.com',
  TEAMS_WEBHOOK_URL: 'https://example.com/teams',
  WEBHOOK_SECRET: `whsec_${'a'.repeat(32)}`,
};

it.each(of('json').map((fence) => [at(fence), fence] as const))('JSON of %s parses', (_, fence) => {
  expect(() => JSON.parse(codeOf(fence)) as unknown).not.toThrow();
});

it('JavaScript is the webhook receiver as it is', () => {
  expect(of('js').map(codeOf)).toEqual([readFileSync(join(ROOT, 'examples/webhook-receiver.mjs'), 'utf8')]);
});
