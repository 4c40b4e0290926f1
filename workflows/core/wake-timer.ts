import { CancellationScope, sleep } from '@temporalio/workflow';

/**
 * The one timer of a workflow. It only wakes the workflow, which then checks the time itself. It is set again only when the
 * time changes, and it is not cancelled at the end: a cancelled timer is an event in history, a timer that ends with its
 * workflow is not.
 */
export function createWakeTimer() {
  let running: { at: number; scope: CancellationScope } | undefined;

  const timer = {
    /** Wakes the workflow at `at` (milliseconds since 1970), or never if it is `Infinity`. */
    set(at: number, summary: string): void {
      if (at === (running?.at ?? Infinity)) return;
      running?.scope.cancel();
      running = undefined;
      if (at === Infinity) return;
      const own = { at, scope: new CancellationScope() };
      running = own;
      const clear = () => {
        if (running === own) running = undefined;
      };
      own.scope.run(() => sleepUntil(at, summary)).then(clear, clear);
    },
    isSet: () => running !== undefined,
    /** Keeps a running timer that wakes sooner, and is then set again. Use it for a time that moves with every event. */
    setAtLatest(at: number, summary: string): void {
      if (running === undefined || at < running.at) timer.set(at, summary);
    },
  };
  return timer;
}

export type WakeTimer = ReturnType<typeof createWakeTimer>;

/** Sleeps again if the timer came early: the clock of a local activity may be ahead of the server's. */
async function sleepUntil(at: number, summary: string): Promise<void> {
  do await sleep(Math.max(1, at - Date.now()), { summary });
  while (Date.now() < at);
}
