// `npm run build`: compiles the package into dist/, removes compiled files whose source is gone, and bundles the
// workflows.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

const require = createRequire(import.meta.url);
const ROOT = import.meta.dirname;
const DIST = join(ROOT, 'dist');
const ASSETS = join('admin', 'inbox', 'assets');
const BUNDLE = join(DIST, 'workflows', 'bundle.js');
const VERSIONS = join(DIST, 'workflows', 'bundle.json');

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

function compile() {
  const tsc = require.resolve('typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.build.json'];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  chmodSync(join(DIST, 'admin', 'cli', 'main.js'), 0o755);
}

/** Removes compiled files whose source is gone: tsc does not remove them. */
function removeStale() {
  const kept = [BUNDLE, VERSIONS, join(DIST, '.tsbuildinfo')];
  const hasSource = (file) => {
    const path = join(ROOT, relative(DIST, file));
    const [, module] = /^(.+)\.(?:js|js\.map|d\.ts)$/.exec(path) ?? [];
    return existsSync(path) || ['.ts', '.tsx'].some((ending) => existsSync(module + ending));
  };
  for (const file of filesIn(DIST)) if (!kept.includes(file) && !hasSource(file)) rmSync(file);
}

/**
 * Bundles the workflows. It takes two seconds, so it runs only after a change of the files or packages that the bundle
 * depends on.
 */
async function bundle() {
  const inputs = ['contract', 'rules', 'codec', 'tracing', 'workflows', 'worker'].flatMap((folder) =>
    filesIn(join(DIST, folder)),
  );
  const installed = ['package.json', join('node_modules', '.package-lock.json')].map((file) =>
    join(ROOT, file),
  );
  const changed = [...inputs, ...installed]
    .filter((file) => file !== BUNDLE && file !== VERSIONS && existsSync(file))
    .map((file) => statSync(file).mtimeMs);
  if (existsSync(VERSIONS) && statSync(VERSIONS).mtimeMs > Math.max(...changed)) return;
  await require('./dist/worker/bundle.js').buildPrebuiltBundle();
}

compile();
removeStale();
cpSync(join(ROOT, ASSETS), join(DIST, ASSETS), { recursive: true });
await bundle();
// Takes eleven seconds, and only users of the package need it.
if (['pack', 'publish'].includes(process.env.npm_command))
  (await import('./document-types.mjs')).documentTypes();
