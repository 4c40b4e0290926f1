import { dirname, join } from 'node:path';

const FOLDER = dirname(require.resolve('temporal-hitl/package.json'));

/** The path of a file in the folder of this package, such as `docs/reference/cli.md`. May end with a heading: `#lists`. */
export function packageFile(path: string): string {
  return join(FOLDER, path);
}
