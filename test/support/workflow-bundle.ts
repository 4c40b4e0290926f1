import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger } from '@temporalio/worker';
import { bundleWorkflows } from '../../worker/bundle';

const ROOT = join(__dirname, '..', '..');
/** All source files of the bundle. */
const SOURCES = [
  'contract',
  'rules',
  'codec',
  'tracing',
  'workflows',
  'worker/bundle.ts',
  'package-lock.json',
];
const bundlePath = join(ROOT, 'node_modules', '.cache', 'temporal-hitl', 'test-workflows.js');
const hashPath = `${bundlePath}.sha256`;

/** The bundle of the current workflows. The first caller builds it, which takes some seconds. */
export async function workflowBundle(): Promise<{ codePath: string }> {
  await (bundled ??= bundleOnce());
  return { codePath: bundlePath };
}

let bundled: Promise<void> | undefined;

async function bundleOnce(): Promise<void> {
  const hash = hashOfSources();
  if (existsSync(bundlePath) && existsSync(hashPath) && readFileSync(hashPath, 'utf8') === hash) return;
  const { code } = await bundleWorkflows(new DefaultLogger('WARN'));
  mkdirSync(join(bundlePath, '..'), { recursive: true });
  replace(bundlePath, code);
  replace(hashPath, hash);
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES)
    for (const file of filesOf(source)) hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

function filesOf(source: string): string[] {
  if (/\.\w+$/.test(source)) return [source];
  const entries = readdirSync(join(ROOT, source), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length + 1))
    .sort();
}

/** Writes the file atomically: another test run may be reading it. */
function replace(file: string, content: string): void {
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, content);
  renameSync(partial, file);
}
