const last = new WeakMap<object, Promise<unknown>>();

/** Runs `work` once all that was to run before on the same `thing` has ended, however it did. */
export function inTurn<T>(thing: object, work: () => Promise<T>): Promise<T> {
  const turn = (last.get(thing) ?? Promise.resolve()).then(work);
  last.set(
    thing,
    turn.catch(() => {}),
  );
  return turn;
}
