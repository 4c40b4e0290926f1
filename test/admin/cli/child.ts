import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type Options, transformSync } from '@swc/core';
import { writePrebuiltBundle } from '../../../worker/bundle';
import { workflowBundle } from '../../support/workflow-bundle';

const ROOT = join(__dirname, '..', '..', '..');
/** The folders that the package is built from. */
const { include } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.build.json'), 'utf8')) as {
  include: string[];
};
const SOURCES = include.filter((name) => name !== 'index.ts');

/** The package as installed, compiled without type checks. */
export async function installed(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'hitl-child-'));
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const file of ['index.ts', ...SOURCES.flatMap(filesIn)]) {
    const target = join(folder, 'dist', file.replace(/\.tsx?$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, compiled(file));
  }
  const bundle = readFileSync((await workflowBundle()).codePath, 'utf8');
  writePrebuiltBundle(bundle, join(folder, 'dist', 'workflows'));
  return { folder, remove: () => removed(folder) };
}

/** A server whose `hitl dev` was killed by SIGKILL may still be writing its last files. */
async function removed(folder: string, tries = 60): Promise<void> {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (tries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, 250));
    await removed(folder, tries - 1);
  }
}

/** A source file as JavaScript; other files, such as style sheets, unchanged. */
function compiled(file: string): string | Buffer {
  if (!/\.tsx?$/.test(file)) return readFileSync(join(ROOT, file));
  const options: Options = {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true, tsx: file.endsWith('x') },
      transform: { react: { runtime: 'automatic', importSource: 'hono/jsx' } },
    },
    module: { type: 'commonjs', ignoreDynamic: true },
  };
  return transformSync(readFileSync(join(ROOT, file), 'utf8'), options).code;
}

function filesIn(source: string): string[] {
  const all = readdirSync(join(ROOT, source), { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)));
}

/** `hitl` in its own process, in the package's folder. */
export class Child {
  stdout = '';
  stderr = '';
  readonly exited: Promise<number | null>;
  private readonly process: ChildProcess;

  constructor(folder: string, argv: string[], more: NodeJS.ProcessEnv = {}) {
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(TEMPORAL_(?!CLI_PATH)|HITL_(?!CACHE_DIR)|NO_COLOR|FORCE_COLOR)/.test(name),
    );
    this.process = spawn(process.execPath, [join('dist', 'admin', 'cli', 'main.js'), ...argv], {
      cwd: folder,
      env: { ...Object.fromEntries(kept), HITL_DATA_DIR: join(folder, 'user-data'), ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout?.on('data', (text) => (this.stdout += text));
    this.process.stderr?.on('data', (text) => (this.stderr += text));
    this.exited = new Promise((resolve) => this.process.once('close', resolve));
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Waits until stdout or stderr says so. */
  async says(what: string | RegExp): Promise<void> {
    const said = () => `${this.stdout}\n${this.stderr}`;
    const isSaid = () => (typeof what === 'string' ? said().includes(what) : what.test(said()));
    for (const end = Date.now() + 90_000; !isSaid();) {
      if (this.process.exitCode !== null || Date.now() > end)
        throw new Error(`it never said ${what}, but:\n${said()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Runs a command of `hitl` to its end. */
export async function runChild(folder: string, argv: string[], env?: NodeJS.ProcessEnv) {
  const child = new Child(folder, argv, env);
  const code = await child.exited;
  return { code, stdout: child.stdout, stderr: child.stderr };
}
