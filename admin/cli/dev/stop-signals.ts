import type { Io } from '../io';

/** What a person asks of a program that runs until it is told to stop. */
export interface StopSignals {
  /** Resolves at the first Ctrl-C, SIGTERM or hang-up: stop when what is under way is done. */
  asked: Promise<'asked'>;
  /** Resolves at the second: stop at once. */
  insisted: Promise<'insisted'>;
  callOff: () => void;
}

export function listenForStop(io: Io): StopSignals {
  let ask = () => {};
  let insist = () => {};
  const asked = new Promise<'asked'>((resolve) => (ask = () => resolve('asked')));
  const insisted = new Promise<'insisted'>((resolve) => (insist = () => resolve('insisted')));
  let count = 0;
  const callOff = io.onStop(() => (++count === 1 ? ask() : insist()));
  return { asked, insisted, callOff };
}
