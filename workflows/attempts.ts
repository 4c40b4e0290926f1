import { ApplicationFailure, type RawValue } from '@temporalio/common';
import { condition } from '@temporalio/workflow';
import type { Outcome } from '../contract/verdict';

/** An attempt that waits for its verdict. */
export interface Waiting<A, V> {
  attempt: A;
  /** For a signal: its place among the run's signals, by which the server's own time is found. */
  signal?: number;
  verdict?: V;
}

/** How attempts of one kind are read and, by the validator of an Update, refused without a trace in history. */
export interface Attempting<A, V> {
  /** Never throws: what cannot be read is an attempt, too. */
  read: (name: string, sent: RawValue[], door: 'signal' | 'update') => A;
  refuse: (attempt: A) => V | undefined;
}

/**
 * The queue through which every attempt passes, whichever door it came in by: so that all are judged one at a
 * time and in the order of their arrival, also while a directory is asked.
 */
export function attempts<A extends { at: number }, V extends { outcome: Outcome; message: string }>({
  read,
  refuse,
}: Attempting<A, V>) {
  const queue: Waiting<A, V>[] = [];
  let signals = 0;

  return {
    queue,
    /** How many signals this run has taken: the measure of a flood. */
    signalsSeen: () => signals,
    signal(name: string, sent: RawValue[]): void {
      queue.push({ attempt: read(name, sent, 'signal'), signal: signals++ });
    },
    async update(name: string, sent: RawValue[]): Promise<V> {
      const waiting: Waiting<A, V> = { attempt: read(name, sent, 'update') };
      queue.push(waiting);
      await condition(() => waiting.verdict !== undefined);
      return waiting.verdict as V;
    },
    validate(name: string, sent: RawValue[]): void {
      const refused = refuse(read(name, sent, 'update'));
      if (refused)
        throw ApplicationFailure.nonRetryable(refused.message.toWellFormed(), refused.outcome, refused);
    },
  };
}

export type Attempts<A extends { at: number }, V extends { outcome: Outcome; message: string }> = ReturnType<
  typeof attempts<A, V>
>;
