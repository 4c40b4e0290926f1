import { type Profiler, Session } from 'node:inspector';

/*
 * What code ran, and how often: the block counts of V8. They tell the fuzzer which inputs are new, and they measure work in steps,
 * which do not depend on how busy the machine is.
 */

export interface Ran {
  /** The blocks that ran, each by its file, function and place. */
  blocks: string[];
  /** How often blocks ran in all. */
  steps: number;
}

export interface Coverage {
  /** What ran since the last call. */
  take(): Ran;
  stop(): void;
}

/** Starts to count the blocks of the files of this folder. Functions compiled before are counted from their next call. */
export function startCoverage(folder: string): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    take() {
      let scripts: Profiler.ScriptCoverage[] = [];
      session.post('Profiler.takePreciseCoverage', (_, { result }) => (scripts = result));
      return ranIn(scripts.filter(({ url }) => url.includes(folder) && !url.includes('/test/')));
    },
    stop: () => session.disconnect(),
  };
}

function ranIn(scripts: Profiler.ScriptCoverage[]): Ran {
  const blocks: string[] = [];
  let steps = 0;
  for (const { url, functions } of scripts)
    for (const { functionName, ranges } of functions)
      for (const { startOffset, endOffset, count } of ranges) {
        if (count === 0) continue;
        blocks.push(`${url} ${functionName} ${startOffset} ${endOffset}`);
        steps += count;
      }
  return { blocks, steps };
}
