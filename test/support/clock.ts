const TIMERS = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/** Runs `story` as if it were `ms` milliseconds later. Only `Date` changes, so servers and connections of this process continue. */
export async function later<T>(ms: number, story: () => Promise<T>): Promise<T> {
  jest.useFakeTimers({ now: Date.now() + ms, doNotFake: [...TIMERS] });
  try {
    return await story();
  } finally {
    jest.useRealTimers();
  }
}
