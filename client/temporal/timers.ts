/** The longest delay of `setTimeout`, about 24.8 days. A longer one fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Calls `then` after `ms` milliseconds, also beyond the limit of `setTimeout`; never for `Infinity`. Returns a function that stops the timer. */
export function after(ms: number, then: () => void): () => void {
  if (ms === Infinity) return () => {};
  let timer: NodeJS.Timeout;
  const arm = (left: number) => {
    const step = Math.min(left, MAX_TIMER_MS);
    timer = setTimeout(() => (left > step ? arm(left - step) : then()), step);
  };
  arm(Math.max(0, ms));
  return () => clearTimeout(timer);
}

/** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. Leaves no timer behind. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      callOff();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const callOff = after(ms, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** The pause before a retry in milliseconds: 100 ms for attempt 1, doubled each time up to `longest`, with a jitter of a quarter. */
export function backoff(attempt: number, longest: number): number {
  return Math.min(longest, 50 * 2 ** Math.min(attempt, 20)) * (0.75 + Math.random() / 2);
}
