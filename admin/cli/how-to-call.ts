import { existsSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { shellQuote } from '../../rules/shell-quote';

/**
 * How to call this program once more from the same folder: `hitl`, `npx hitl` where it is installed beside, or the
 * file itself, as in a checkout. Elsewhere npx would fetch whatever the registry has by that name.
 */
export function howToCall(
  env: NodeJS.ProcessEnv,
  script = process.argv[1] ?? '',
  cwd = process.cwd(),
): string {
  if (isOnPath('hitl', env.PATH)) return 'hitl';
  if (existsSync(join(cwd, 'node_modules', '.bin', 'hitl'))) return 'npx hitl';
  const near = relative(cwd, script);
  return `node ${shellQuote(near.startsWith('..') ? script : near)}`;
}

/** Whether a shell would find the command; the folders that npm adds for its own scripts do not count. */
function isOnPath(command: string, path = ''): boolean {
  const folders = path
    .split(delimiter)
    .filter((folder) => folder && !/node_modules[\\/]\.bin[\\/]?$/.test(folder));
  return folders.some((folder) => existsSync(join(folder, command)));
}
