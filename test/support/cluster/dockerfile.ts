import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/*
 * Runs the steps of a Dockerfile without Docker. A stage is a folder, and its RUN lines see the programs of this machine
 * instead of those of the base image.
 */

const run = promisify(execFile);

/** What a container of the image is started with. */
export interface Image {
  /** The files of the last stage. */
  root: string;
  env: Record<string, string>;
  workingFolder: string;
  uid: number;
  gid: number;
  entrypoint: string[];
}

interface Step {
  keyword: string;
  rest: string;
}

/** The steps of a Dockerfile. Here-documents and parser directives are not supported. */
export function stepsOf(text: string): Step[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const joined = lines.join('\n').replace(/\\\n\s*/g, ' ');
  return joined.split('\n').flatMap((line) => {
    const [, keyword, rest] = /^([A-Z]+)\s+(.+)$/.exec(line.trim()) ?? [];
    return keyword === undefined || rest === undefined ? [] : [{ keyword, rest }];
  });
}

/** Runs all steps. `context` is the folder of the project, and `scratch` an empty folder for the stages. */
export async function buildImage(file: string, context: string, scratch: string): Promise<Image> {
  const ignored = await ignoredBy(`${file}.dockerignore`);
  const stages = new Map<string, string>();
  let image: Image = emptyImage('');
  for (const { keyword, rest } of stepsOf(await readFile(file, 'utf8'))) {
    const words = rest.split(/\s+/);
    const inside = (path: string) => join(image.root, resolve(image.workingFolder, path));
    switch (keyword) {
      case 'FROM':
        image = emptyImage(join(scratch, `stage-${stages.size}`));
        stages.set(words[2] ?? 'last', image.root);
        await mkdir(image.root, { recursive: true });
        break;
      case 'WORKDIR':
        image.workingFolder = rest;
        await mkdir(inside('.'), { recursive: true });
        break;
      case 'COPY': {
        const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
        const target = words.pop() as string;
        const base = from === undefined ? context : (stages.get(from) as string);
        for (const source of await Promise.all(words.map((word) => expand(base, word))))
          await copy(source, target, inside, (path) => from === undefined && ignored(path, context));
        break;
      }
      case 'RUN':
        await runIn(image, rest);
        break;
      case 'ENV':
        for (const word of words) {
          const [name = '', value = ''] = word.split('=');
          image.env[name] = value;
        }
        break;
      case 'USER':
        [image.uid = 0, image.gid = 0] = rest.split(':').map(Number);
        break;
      case 'ENTRYPOINT':
        image.entrypoint = JSON.parse(rest) as string[];
        break;
    }
  }
  return image;
}

function emptyImage(root: string): Image {
  return { root, env: {}, workingFolder: '/', uid: 0, gid: 0, entrypoint: [] };
}

/** A `*` in the last part of a path stands for the one file that fits. */
async function expand(base: string, pattern: string): Promise<string> {
  if (!pattern.includes('*')) return join(base, pattern);
  const { stdout } = await run('sh', ['-c', `ls -d -- ${join(base, pattern)}`]);
  return stdout.trim();
}

async function copy(
  source: string,
  target: string,
  inside: (path: string) => string,
  isIgnored: (path: string) => boolean,
): Promise<void> {
  const isFolder = target.endsWith('/') || target === '.';
  const isContents = basename(source) === '.' || source.endsWith('/');
  const to =
    isFolder && !isContents && !(await isDirectory(source))
      ? join(inside(target), basename(source))
      : inside(target);
  await mkdir(dirname(to), { recursive: true });
  await cp(source, to, { recursive: true, verbatimSymlinks: true, filter: (path) => !isIgnored(path) });
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory();
}

/** Lines without a slash, as in our file: names and `*.ending`, at the top of the context. */
async function ignoredBy(file: string): Promise<(path: string, context: string) => boolean> {
  const patterns = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  const isOne = (path: string, pattern: string) =>
    pattern.startsWith('*') ? path.endsWith(pattern.slice(1)) && !path.includes('/') : path === pattern;
  return (path, context) => {
    const relative = path.slice(context.length + 1);
    return patterns.some((pattern) => isOne(relative, pattern));
  };
}

/** The programs of this machine, and no other files of it. */
export const MACHINE = [
  ...['--ro-bind', '/usr', '/usr', '--ro-bind', '/etc', '/etc', '--proc', '/proc', '--dev', '/dev'],
  ...['bin', 'lib', 'lib64', 'sbin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]),
];

const LOCAL_PROGRAMS = 'usr/local/bin';

async function runIn({ root, workingFolder }: Image, command: string): Promise<void> {
  await mkdir(join(root, 'tmp'), { recursive: true });
  await mkdir(join(root, LOCAL_PROGRAMS), { recursive: true });
  const folders = (await readdir(root)).filter((name) => name !== 'usr');
  // The machine's own Node may be in this folder, too.
  if (command.includes(LOCAL_PROGRAMS)) folders.push(LOCAL_PROGRAMS);
  const binds = folders.flatMap((name) => ['--bind', join(root, name), `/${name}`]);
  // npm's cache and settings are those of this user.
  const home = ['--bind', homedir(), homedir()];
  const args = [...MACHINE, ...home, ...binds, '--chdir', workingFolder, 'sh', '-c', command];
  await run('bwrap', args, { maxBuffer: 64 * 1024 * 1024 });
}

/** The symbolic links that the image has in /usr/local/bin, with their targets. */
export async function linksOf({ root }: Image): Promise<[name: string, target: string][]> {
  const folder = join(root, LOCAL_PROGRAMS);
  const names = await readdir(folder);
  return Promise.all(
    names.map(async (name) => [`/${LOCAL_PROGRAMS}/${name}`, await readlink(join(folder, name))]),
  );
}
