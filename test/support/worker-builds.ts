import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workflowBundle } from './workflow-bundle';

/*
 * Builds of the workflows as a later release could have them: the bundle with a timer more in the code of requests and of runs.
 * Changing the bundle takes no time. Bundling changed sources would take seconds for each build.
 */

/** Code of `run-request.ts`: a request has its plan and begins. Each pending request has passed it. */
const BEFORE_REQUEST = 'if (!continued) state.record = ';
/** Code of `run-agent.ts`: the same for a run. */
const BEFORE_RUN = 'await planIfNeeded(state, input);';

/** A build whose change of requests is behind `patched`. The change of runs is not: they stay on the version that began them. */
export function patchedBuild(folder: string): Promise<string> {
  const pause = (sdk: string) =>
    `if ((0,${sdk}.patched)('pause-before-begin')) await (0,${sdk}.sleep)('1ms');`;
  return changedBuild(join(folder, 'patched.js'), pause);
}

/** The same change without `patched`. */
export function unguardedBuild(folder: string): Promise<string> {
  return changedBuild(join(folder, 'unguarded.js'), sleep);
}

const sleep = (sdk: string) => `await (0,${sdk}.sleep)('1ms');`;

async function changedBuild(path: string, pauseRequest: (sdk: string) => string): Promise<string> {
  const code = readFileSync((await workflowBundle()).codePath, 'utf8');
  writeFileSync(path, inserted(inserted(code, BEFORE_REQUEST, pauseRequest), BEFORE_RUN, sleep));
  return path;
}

/** Inserts code before a place. `sdk` is what the module around that place calls Temporal's SDK. */
function inserted(code: string, place: string, added: (sdk: string) => string): string {
  const [before = '', after, ...more] = code.split(place);
  const sdk = before.match(/_temporalio_workflow__WEBPACK_IMPORTED_MODULE_\d+__/g)?.at(-1);
  if (after === undefined || more.length > 0 || sdk === undefined)
    throw new Error(`the bundle must have this once, in a module that imports the SDK: ${place}`);
  return `${before}${added(sdk)} ${place}${after}`;
}
