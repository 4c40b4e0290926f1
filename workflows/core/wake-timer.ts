import { CancellationScope, sleep } from '@temporalio/workflow';

/**
 * The one timer of a workflow. Set again only when the time changes, and left running at the end: a timer that is
 * cancelled is an event, one that ends with its workflow is none. Whoever waits asks the clock itself.
 */
export function createWakeTimer() {
  let armed: { at: number; scope: CancellationScope } | undefined;

  const alarm = {
    /** Wakes the workflow at `at` (milliseconds since 1970); at `Infinity` not at all. */
    set(at: number, summary: string): void {
      if (at === (armed?.at ?? Infinity)) return;
      armed?.scope.cancel();
      armed = undefined;
      if (at === Infinity) return;
      const mine = { at, scope: new CancellationScope() };
      armed = mine;
      const over = () => {
        if (armed === mine) armed = undefined;
      };
      mine.scope.run(() => sleepUntil(at, summary)).then(over, over);
    },
    isSet: () => armed !== undefined,
    /** The same, but a timer that runs already may wake it sooner, to be set again: for a time that moves with everything that happens. */
    setAtLatest(at: number, summary: string): void {
      if (armed === undefined || at < armed.at) alarm.set(at, summary);
    },
  };
  return alarm;
}

export type WakeTimer = ReturnType<typeof createWakeTimer>;

/** A timer may come early, as a local activity's clock may run ahead of the server's: it is set again then. */
async function sleepUntil(at: number, summary: string): Promise<void> {
  do await sleep(Math.max(1, at - Date.now()), { summary });
  while (Date.now() < at);
}
