import { CancellationScope, sleep } from '@temporalio/workflow';

/**
 * The one timer of a workflow. It is set again only when the time changes, and it is not cancelled at the end: a cancelled timer
 * is an event in history, a timer that ends with its workflow is not.
 *
 * What the end of a time decides must wait for the timer: its task brings every message that arrived earlier. The workflow's
 * clock alone does not tell that, because it advances during a task, in which the server holds back what arrives.
 */
export function createWakeTimer() {
  let running: { at: number; scope: CancellationScope } | undefined;
  let reached = 0;

  const timer = {
    /** The latest time whose timer has fired (milliseconds since 1970), 0 if none has. */
    reached: () => reached,
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
      const fired = () => {
        reached = Math.max(reached, at);
        clear();
      };
      own.scope.run(() => sleepUntil(at, summary)).then(fired, clear);
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
