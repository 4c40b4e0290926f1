/**
 * The SDK takes a source-mapped stack trace for each promise of a workflow, a quarter of what an approval costs its
 * worker, and uses it for one thing: the query `__stack_trace`. Our workflows do without, so that query lists no
 * locations for them. Stack traces of errors and the handling of unhandled rejections stay as they are.
 *
 * The SDK's promise hook reaches into the sandbox through `promise.constructor.constructor(source)` and asks for two
 * things (`@temporalio/worker/lib/workflow/vm-shared.js`). Any other source gets the usual function. With an SDK that
 * asks differently, the stack traces are back and nothing else changes.
 */
const ACTIVATOR_SOURCE = 'return globalThis.__TEMPORAL_ACTIVATOR__';
const ERROR_SOURCE = 'return globalThis.Error';

const sandbox = globalThis as { __TEMPORAL_ACTIVATOR__?: unknown };
const getActivator = () => sandbox.__TEMPORAL_ACTIVATOR__;

class ErrorWithoutStack {
  readonly stack = undefined;
}
const getErrorClass = () => ErrorWithoutStack;

/**
 * Call it from a preloaded module: later, the SDK has frozen `Promise`. A bundle with workflows of a user preloads
 * nothing, so that their query keeps its locations.
 */
export function omitPromiseStacks(): void {
  Object.defineProperty(Promise, 'constructor', { value: makeFunction });
}

function makeFunction(...parametersAndBody: string[]): unknown {
  if (parametersAndBody.length === 1) {
    if (parametersAndBody[0] === ACTIVATOR_SOURCE) return getActivator;
    if (parametersAndBody[0] === ERROR_SOURCE) return getErrorClass;
  }
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what `Promise.constructor` is without this
  return Function(...parametersAndBody);
}
