// What a TypeScript project in an empty folder gets: types, one zod, and documentation whose links resolve.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const { publicNames } = require('../support/public-names.js');
const ts = require('typescript');

/** The relative links of the packed pages, of which each must lead to a packed file. */
export function checkLinks(folder) {
  const pages = readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.md') && !/(^|\/)node_modules\//.test(path))
    .map((path) => join(folder, path));
  const links = pages.flatMap((page) => {
    const text = readFileSync(page, 'utf8')
      .replace(/^```[\s\S]*?^```/gm, '')
      .replace(/`[^`\n]*`/g, '');
    return [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target]) => ({ page, target }));
  });
  const local = links.filter(({ target }) => !/^(https?|mailto):/.test(target));
  const broken = local.filter(({ page, target }) => !existsSync(join(dirname(page), target)));
  if (local.length < 100) throw new Error(`the package has only ${local.length} links to its own files`);
  if (broken.length > 0)
    throw new Error(`broken links: ${broken.map(({ page, target }) => `${page}: ${target}`).join(', ')}`);
}

/** The first agent and the first config of the README. */
function snippets(folder) {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const found = [...readme.matchAll(/^```ts complete[^\n]*\n([\s\S]*?)^```/gm)].map(([, code]) => code);
  if (found.length < 2) throw new Error(`the README has only ${found.length} complete snippets`);
  return found;
}

/** The snippet with `require`, as TypeScript writes it. */
function withRequire(code) {
  return code
    .replace(/^import (\{[^}]*\}) from ('[^']+');/gm, (_, names, from) => {
      const module = from.replace(/\W/g, '_');
      return `import ${module} = require(${from});\nconst ${names} = ${module};`;
    })
    .replace(/^export default /m, 'export = ');
}

/** A config with a schema of our zod, whose condition must get the schema's type. */
const TYPED = `import { defineConfig, z } from 'temporal-hitl';
export const config = defineConfig({
  policies: [{ name: 'p', approvers: ['ana'], context: z.object({ amount: z.number() }), condition: (ctx) => ctx.amount > 1 }],
});
defineConfig({
  // @ts-expect-error the context has no such field
  policies: [{ name: 'p', approvers: ['ana'], context: z.object({ amount: z.number() }), condition: (ctx) => ctx.amuont > 1 }],
});
`;

const MODULES = [
  [['cts', 'mts'], ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
  [['cts', 'mts'], ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
  [['ts'], ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
];

/** Writes the snippets as modules with this ending. Returns the files. */
function writeSnippets(app, codes, ending) {
  const all = [TYPED, ...codes, ...(ending === 'cts' ? codes.map(withRequire) : [])];
  return all.map((code, index) => {
    const file = join(app, `snippet-${index}.${ending}`);
    writeFileSync(file, code);
    return file;
  });
}

/** Compiles and loads the README's snippets in a folder where the package is installed. */
export function checkTypes(app) {
  const folder = realpathSync(join(app, 'node_modules', 'temporal-hitl'));
  for (const [endings, module, moduleResolution] of MODULES) {
    const files = endings.flatMap((ending) => writeSnippets(app, snippets(folder), ending));
    const options = { module, moduleResolution, target: ts.ScriptTarget.ES2022, strict: true, noEmit: true };
    const program = ts.createProgram(files, { ...options, skipLibCheck: false });
    // Types of other packages have errors of their own with skipLibCheck: false.
    const ours = program
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(join(folder, 'dist')) || files.includes(fileName))
      .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
      .concat(program.getOptionsDiagnostics());
    if (ours.length > 0)
      throw new Error(
        ts.formatDiagnostics(ours, {
          getCanonicalFileName: String,
          getCurrentDirectory: () => app,
          getNewLine: () => '\n',
        }),
      );
  }
  const check =
    "if (!z.object({}).safeParse({}).success || typeof defineConfig !== 'function') throw new Error('no zod')";
  const names = '{ defineConfig, z }';
  execFileSync(process.execPath, ['-e', `const ${names} = require('temporal-hitl'); ${check}`], { cwd: app });
  const esm = ['--input-type=module', '-e', `import ${names} from 'temporal-hitl'; ${check}`];
  execFileSync(process.execPath, esm, { cwd: app });
  checkConfigs(app, snippets(folder));
}

/** The README's config loads as TypeScript of both kinds and as JavaScript of both kinds. */
function checkConfigs(app, codes) {
  const code = codes.find((each) => each.includes('defineConfig('));
  const toJs = (typed, module) => ts.transpileModule(typed, { compilerOptions: { module } }).outputText;
  const files = {
    'readme.cts': code,
    'readme.mts': code,
    'readme.cjs': toJs(withRequire(code), ts.ModuleKind.CommonJS),
    'readme.mjs': toJs(code, ts.ModuleKind.ESNext),
  };
  const hitl = join(app, 'node_modules', 'temporal-hitl', 'dist', 'admin', 'cli', 'main.js');
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(app, file), text);
    execFileSync(process.execPath, [hitl, 'config', 'check', '--config', file], { cwd: app });
  }
}

/** Editors show a comment on every export, every public method and every key of the config, also of the installed package. */
export function checkDocs(folder) {
  const files = ['index', 'client/index', 'workflows/index', 'worker/index'].map((name) =>
    join(folder, 'dist', `${name}.d.ts`),
  );
  const isOurs = (file) => file.startsWith(join(folder, 'dist'));
  const names = publicNames(files, isOurs);
  const bare = names.filter(({ doc }) => doc === '').map(({ name }) => name);
  if (names.length < 300) throw new Error(`the package exports only ${names.length} names`);
  if (bare.length > 0) throw new Error(`no doc comment in the package: ${[...new Set(bare)].join(', ')}`);
}
