import { getActivator } from '@temporalio/workflow/lib/global-attributes';
import { WORKFLOW_TYPES } from '../../contract/names';

/*
 * Changes to the Temporal SDK inside the sandbox, where it has no public hook: for unreadable start arguments, the order of
 * messages, resets, versions of workers and the stack traces of promises.
 */

const OUR_WORKFLOW_TYPES: readonly string[] = Object.values(WORKFLOW_TYPES);

/** Whether a workflow is one of this package. Workflows of users in the same bundle must not change. */
export function isOurs({ info }: ReturnType<typeof getActivator>): boolean {
  return OUR_WORKFLOW_TYPES.includes(info.workflowType);
}

/**
 * Keeps the SDK from decoding what our workflows never read: the memo, and the last result and failure of an earlier run.
 * Anyone who may start a workflow supplies its memo, and one field in an unknown encoding would fail every task before any
 * workflow code runs (design rule 31). The SDK has no public hook this early.
 */
export function ignoreUnreadableStart(): void {
  const activator = getActivator();
  if (!isOurs(activator)) return;
  const initialize = activator.initializeWorkflow.bind(activator);
  activator.initializeWorkflow = (job) =>
    initialize({ ...job, memo: null, lastCompletionResult: null, continuedFailure: null });
}

/**
 * Says on a versioned worker (docs/operate/upgrades.md) whether the workflow moves to the current version: an agent run stays with
 * the version that began it, because its steps are code of that version. The others wait for people, some for weeks, and move.
 *
 * Do not use `setWorkflowOptions` for this: the SDK then sends the behavior from every worker, and Temporal refuses each task of
 * a worker without a version that sends one. A workflow may meet both kinds of worker, so the worker of the current task counts.
 */
export function sendVersioningBehavior(): void {
  const activator = getActivator();
  if (!isOurs(activator)) return;
  const behavior = activator.info.workflowType === WORKFLOW_TYPES.run ? 'PINNED' : 'AUTO_UPGRADE';
  Object.defineProperty(activator, 'versioningBehavior', {
    get: () => (activator.info.currentDeploymentVersion?.deploymentName ? behavior : undefined),
  });
}

/**
 * Sets handlers so that they get the messages of the workflow's first task in the order of their arrival. The SDK keeps these
 * messages until there are handlers, and gives each new handler all of its own: a decision would come before an earlier
 * cancellation. It has no public hook for this.
 */
export function handleInOrder(setHandlers: () => void): void {
  const activator = getActivator();
  const dispatch = {
    signals: activator.dispatchBufferedSignals.bind(activator),
    updates: activator.dispatchBufferedUpdates.bind(activator),
  };
  activator.dispatchBufferedSignals = activator.dispatchBufferedUpdates = () => {};
  setHandlers();
  activator.dispatchBufferedSignals = dispatch.signals;
  activator.dispatchBufferedUpdates = dispatch.updates;
  dispatch.signals();
  dispatch.updates();
}

/** The length of the history at the latest reset. */
const resetAt = new WeakMap<object, number>();

/**
 * Notes when Temporal has reset this run. The SDK learns that by a new random seed and has no public hook for it. Call this
 * once for each workflow, before its code runs.
 */
export function trackResets(): void {
  const activator = getActivator();
  const reseed = activator.updateRandomSeed.bind(activator);
  activator.updateRandomSeed = (job) => {
    resetAt.set(activator, activator.info.historyLength);
    reseed(job);
  };
}

/**
 * Whether the current workflow task is the first one after a reset. It has every Signal and Update that the reset applied
 * again, and the SDK runs all Signals first: only the server knows their order.
 */
export function isFirstTaskAfterReset(): boolean {
  const activator = getActivator();
  return resetAt.get(activator) === activator.info.historyLength;
}

/**
 * The SDK takes a source-mapped stack trace for each promise of a workflow, which is a quarter of an approval's cost for its
 * worker. It uses them only for the query `__stack_trace`. Our workflows have none, so that query lists no locations for
 * them. Stack traces of errors and the handling of unhandled rejections do not change.
 *
 * The SDK's promise hook reads from the sandbox through `promise.constructor.constructor(source)`, with the two sources below
 * (`@temporalio/worker/lib/workflow/vm-shared.js`). Any other source gets the normal function. If a future SDK reads in
 * another way, the stack traces are back and nothing else changes.
 */
const ACTIVATOR_SOURCE = 'return globalThis.__TEMPORAL_ACTIVATOR__';
const ERROR_SOURCE = 'return globalThis.Error';

const sandbox = globalThis as { __TEMPORAL_ACTIVATOR__?: unknown };
const readActivator = () => sandbox.__TEMPORAL_ACTIVATOR__;

class ErrorWithoutStack {
  readonly stack = undefined;
}
const getErrorClass = () => ErrorWithoutStack;

/**
 * Call this from a preloaded module: later the SDK has frozen `Promise`. A bundle with workflows of a user preloads nothing,
 * so their query keeps its locations.
 */
export function omitPromiseStacks(): void {
  Object.defineProperty(Promise, 'constructor', { value: makeFunction });
}

function makeFunction(...parametersAndBody: string[]): unknown {
  if (parametersAndBody.length === 1) {
    if (parametersAndBody[0] === ACTIVATOR_SOURCE) return readActivator;
    if (parametersAndBody[0] === ERROR_SOURCE) return getErrorClass;
  }
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the normal `Promise.constructor`
  return Function(...parametersAndBody);
}
