import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import type { createJiti as CreateJiti } from 'jiti';

/**
 * jiti loaded by plain Node, outside of jest. Inside jest it cannot import natively and compiles all of zod for each
 * config. Use: `jest.mock('jiti', () => jest.requireActual('../support/native-jiti'))`.
 */
export function createJiti(
  ...args: Parameters<typeof CreateJiti>
): Pick<ReturnType<typeof CreateJiti>, 'import'> {
  return {
    async import(...what: Parameters<ReturnType<typeof CreateJiti>['import']>) {
      const jiti = await importNatively(pathToFileURL(require.resolve('jiti')).href);
      return jiti.createJiti(...args).import(...what);
    },
  } as Pick<ReturnType<typeof CreateJiti>, 'import'>;
}

const importNatively = new Script('(file) => import(file)', {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext() as (file: string) => Promise<{ createJiti: typeof CreateJiti }>;
