import { ApplicationFailure, condition, setHandler, defineSignal } from '@temporalio/workflow';

/** The workflows of a bundle that preloads `promise-stack-preload.ts`. */

export async function failsInNamedFunction(): Promise<void> {
  await Promise.resolve();
  throwsHere();
}

function throwsHere(): never {
  throw ApplicationFailure.nonRetryable('on purpose');
}

export async function rejectsUnhandled(): Promise<void> {
  void Promise.reject(new Error('nobody handles this'));
  await condition(() => false);
}

export async function waitsForRelease(): Promise<string[]> {
  let isReleased = false;
  setHandler(defineSignal('release'), () => void (isReleased = true));
  await condition(() => isReleased);
  const add = (Promise.constructor as FunctionConstructor)('a', 'b', 'return a + b') as (
    a: string,
    b: string,
  ) => string;
  const readsError = (Promise.constructor as FunctionConstructor)(
    'return globalThis.Error;',
  ) as () => unknown;
  return [add('1', '2'), String(readsError() === Error)];
}
