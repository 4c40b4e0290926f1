import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import v8 from 'node:v8';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { Worker } from '@temporalio/worker';
import { workflowBundle } from '../support/workflow-bundle';

const FOLDER = join(__dirname, '..', 'histories', '0.1.0');

/** The isolation in which the hook sees the promises. (The SDK reads this option, but its types do not have it.) */
const IN_THIS_THREAD: object = { debugMode: true };

/** The number of promises that the workflow of this history creates during replay. */
async function promisesOf(name: string): Promise<number> {
  const text = readFileSync(join(FOLDER, `${name}.json`), 'utf8');
  const history = historyFromJSON(JSON.parse(text) as Record<string, unknown>);
  let count = 0;
  const stop = v8.promiseHooks.createHook({
    init(promise) {
      if (isOfWorkflow(promise)) count++;
    },
  }) as () => void;
  try {
    await Worker.runReplayHistory(
      { workflowBundle: await workflowBundle(), ...IN_THIS_THREAD },
      history,
      name,
    );
  } finally {
    stop();
  }
  return count;
}

/** Whether the promise was created in the sandbox by a workflow. */
function isOfWorkflow(promise: Promise<unknown>): boolean {
  const makeFunction = promise.constructor.constructor as FunctionConstructor;
  return makeFunction('return globalThis.__TEMPORAL_ACTIVATOR__ !== undefined')() as boolean;
}

/** The SDK takes a source-mapped stack trace for each promise: they are most of what a workflow costs its worker. */
describe('the promises of a workflow', () => {
  it.each([
    ['approved-by-update', 34],
    // Sent without `sentAt`, as from the Temporal UI: the timers of the same task must run first.
    ['approved-by-signal', 47],
    ['expired', 23],
    ['escalation-resolved', 84],
  ])('%s: at most %i', async (name, most) => {
    const count = await promisesOf(name);
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThanOrEqual(most);
  });
});
