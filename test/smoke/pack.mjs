// What a stranger gets: packs the package, installs the tarball into an empty folder and runs consumer.js there,
// with this Node and with each version named: `node test/smoke/pack.mjs 22 24`. With --built it completes `dist`
// instead of building it again.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkDocs, checkLinks, checkTypes } from './typescript.mjs';

const here = import.meta.dirname;
const {
  values: { built: isBuilt },
  positionals: versions,
} = parseArgs({ allowPositionals: true, options: { built: { type: 'boolean', default: false } } });
const scratch = mkdtempSync(join(tmpdir(), 'hitl-smoke-'));
const app = join(scratch, 'app');

/** Standard output goes to standard error: the last line printed is the result. */
function run(command, args, options) {
  execFileSync(command, args, { stdio: ['ignore', process.stderr, process.stderr], ...options });
}

function install(prefix, name, ...flags) {
  mkdirSync(prefix, { recursive: true });
  writeFileSync(join(prefix, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--no-audit', '--no-fund', ...flags, name], { cwd: prefix });
}

/** npm's `node` is an install script that fetches a package for each platform; those need no script. */
function getNode(version) {
  const { platform, arch } = process;
  const name = `${platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'}-${platform}-${arch}`;
  const prefix = join(scratch, `node-${version}`);
  install(prefix, `${name}@${version}`, '--ignore-scripts');
  return join(prefix, 'node_modules', name, 'bin', 'node');
}

function checkContents(folder) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.startsWith('node_modules'));
  const bundle = ['dist/workflows/bundle.js', 'dist/workflows/bundle.json'];
  for (const name of [
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'docs/README.md',
    'docs/reference/configuration.md',
    'dist/index.js',
    'dist/index.d.ts',
    ...bundle,
  ]) {
    if (!paths.includes(name)) throw new Error(`the tarball lacks ${name}`);
  }
  const odd = paths.filter(
    (path) =>
      !/^((deploy|docs|examples)\/.+|dist\/.+\.(js|d\.ts|js\.map)|dist\/workflows\/bundle\.json|dist\/admin\/inbox\/assets\/\w+\.(css|svg)|[A-Z]+(\.md)?|package\.json)$/.test(
        path,
      ),
  );
  if (odd.length > 0) throw new Error(`the tarball should not hold ${odd.join(', ')}`);
  return paths.length;
}

/** Errors and `--help` of the installed CLI name pages that the package contains. */
function checkPages(folder) {
  const hitl = (...args) => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'dist/admin/cli/main.js'), ...args]);
    return `${stdout}${stderr}`;
  };
  for (const [printed, pattern] of [
    [hitl('show', '--no-such-flag'), /^See (.+)#usageerror$/m],
    [hitl('approve', '--help'), /^Documentation: (.+)$/m],
  ]) {
    const [, path = ''] = pattern.exec(printed) ?? [];
    if (!path.startsWith(realpathSync(folder)) || !existsSync(path))
      throw new Error(`no page is named: ${printed}`);
  }
}

try {
  const root = join(here, '../..');
  if (isBuilt)
    run(process.execPath, ['build.mjs'], { cwd: root, env: { ...process.env, npm_command: 'pack' } });
  const flags = isBuilt ? ['--ignore-scripts'] : [];
  run('npm', ['pack', '--pack-destination', scratch, ...flags], { cwd: root });
  const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'));
  install(app, join(scratch, tarball));
  const count = checkContents(join(app, 'node_modules', 'temporal-hitl'));
  checkLinks(join(app, 'node_modules', 'temporal-hitl'));
  checkTypes(app);
  checkPages(join(app, 'node_modules', 'temporal-hitl'));
  checkDocs(join(app, 'node_modules', 'temporal-hitl'));
  for (const file of ['consumer.js', 'temporal.config.ts', 'admin.config.mjs'])
    copyFileSync(join(here, file), join(app, file));

  for (const node of [process.execPath, ...versions.map(getNode)]) {
    const PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;
    run(node, ['consumer.js'], { cwd: app, env: { ...process.env, PATH }, timeout: 300_000 });
  }
  console.log(`smoke: ${tarball}, ${count} files, ${versions.length + 1} versions of Node`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
