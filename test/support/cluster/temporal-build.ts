import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addToCache, cacheFolder, isExecutable } from '../../../worker/temporal/executables';

/** The version that the compose file runs, too. */
export const TEMPORAL_VERSION = '1.32.0';

const MODULE = 'go.temporal.io/server';
const PROGRAMS = { server: 'cmd/server', sql: 'cmd/tools/sql' };

/** Temporal's full server and the tool that makes its tables. */
export interface TemporalPrograms {
  server: string;
  sqlTool: string;
}

/** Builds both programs with Go, which takes minutes, unless they are in the cache folder. */
export async function temporalPrograms(log: (line: string) => void): Promise<TemporalPrograms> {
  const cached = async (program: keyof typeof PROGRAMS) => {
    const cache = cacheFolder(process.env);
    const name = `temporal-full-${program}-${TEMPORAL_VERSION}`;
    const path = join(cache, name);
    if (await isExecutable(path)) return path;
    log(`Building ${MODULE}/${PROGRAMS[program]}@${TEMPORAL_VERSION}. This takes minutes, once.`);
    return addToCache(cache, name, async (folder) => {
      const args = ['install', `${MODULE}/${PROGRAMS[program]}@v${TEMPORAL_VERSION}`];
      await promisify(execFile)('go', args, { env: { ...process.env, GOBIN: folder } });
      return join(folder, program);
    });
  };
  return { server: await cached('server'), sqlTool: await cached('sql') };
}
