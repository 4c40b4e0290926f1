import { getActivator } from '@temporalio/workflow/lib/global-attributes';

/** At which length of the history the run was reset last. */
const resetAt = new WeakMap<object, number>();

/**
 * Notes when Temporal has reset this run: the SDK is told by a new random seed, and has no public hook for it. Called once
 * for each workflow, before its code runs.
 */
export function noteResets(): void {
  const activator = getActivator();
  const reseed = activator.updateRandomSeed.bind(activator);
  activator.updateRandomSeed = (job) => {
    resetAt.set(activator, activator.info.historyLength);
    reseed(job);
  };
}

/**
 * Whether the present workflow task is the first one after a reset. It brings every Signal and Update that the reset
 * applied again, and the SDK runs all Signals first: only the server knows in which order they came.
 */
export function isFirstTaskAfterReset(): boolean {
  const activator = getActivator();
  return resetAt.get(activator) === activator.info.historyLength;
}
