import { ApplicationFailure, type RawValue } from '@temporalio/common';
import { currentUpdateInfo } from '@temporalio/workflow';
import type { Outcome } from '../contract/verdict';
import { lateAnswers } from './late-answers';
import { isFirstTaskAfterReset } from './resets';

/** What the queue must know of an attempt, whatever it is made at. */
export interface AnyAttempt {
  /** When the workflow task that brought it began (milliseconds since 1970). */
  at: number;
  /** Absent where it could not be read. */
  message?: object;
}

/** What a client adds to its messages. */
export function sentBy({ message }: AnyAttempt): { attemptId?: string; sentAt?: number } {
  return message ?? {};
}

/** An attempt that waits for its verdict. */
export interface Waiting<A, V> {
  attempt: A;
  /** For a signal: its place among the run's signals, by which the server's own time is found. */
  signal?: number;
  /** For an Update: its id in Temporal, by which its arrival before a reset is found. */
  update?: string;
  /** A reset applied it again: its order among the others is the server's to tell. */
  isReapplied?: boolean;
  /** Under which the client asks for the verdict later; set once its Update was answered with `queued`. */
  askedAs?: string;
  verdict?: V;
}

/** How attempts of one kind are read, refused by the validator of an Update without a trace in history, and judged. */
export interface AttemptRules<A, V> {
  /** Never throws: what cannot be read is an attempt, too. */
  read: (name: string, sent: RawValue[], door: 'signal' | 'update') => A;
  refuse: (attempt: A) => V | undefined;
  /** Judges as many of the queue, from its front, as can be judged without asking anything outside the workflow. */
  judgeAtOnce: () => void;
  /** The verdict on an attempt that cannot be judged at once. */
  queued: (attempt: A) => V;
}

/**
 * The queue through which every attempt passes, by Update and by Signal, so that all are judged one at a time and in
 * the order of their arrival, also while a directory is asked.
 * An Update that cannot be judged at once is answered with `queued`, and its client asks for the verdict by a query:
 * `late-answers.ts` says why.
 */
export function attemptQueue<A extends AnyAttempt, V extends { outcome: Outcome; message: string }>({
  read,
  refuse,
  judgeAtOnce,
  queued,
}: AttemptRules<A, V>) {
  const waiting: Waiting<A, V>[] = [];
  const late = lateAnswers<V>();
  let signals = 0;

  return {
    waiting,
    /** How many signals this run has taken: the measure of a flood. */
    signalsSeen: () => signals,
    signal(name: string, sent: RawValue[]): void {
      waiting.push({ ...arrived(read(name, sent, 'signal')), signal: signals++ });
    },
    async update(name: string, sent: RawValue[]): Promise<V> {
      const update = currentUpdateInfo()?.id;
      const mine: Waiting<A, V> = { ...arrived(read(name, sent, 'update')), ...(update && { update }) };
      waiting.push(mine);
      if (sentBy(mine.attempt).sentAt === undefined) await timersOfThisTask();
      judgeAtOnce();
      if (mine.verdict) return mine.verdict;
      const askedAs = sentBy(mine.attempt).attemptId ?? update;
      if (askedAs !== undefined) mine.askedAs = askedAs;
      return queued(mine.attempt);
    },
    validate(name: string, sent: RawValue[]): void {
      const refused = refuse(read(name, sent, 'update'));
      if (refused)
        throw ApplicationFailure.nonRetryable(refused.message.toWellFormed(), refused.outcome, refused);
    },
    answer(one: Waiting<A, V>, verdict: V): void {
      one.verdict = verdict;
      if (one.askedAs !== undefined) late.keep(one.askedAs, { answer: verdict });
    },
    /** The verdicts on attempts that were `queued`. */
    late,
  };
}

function arrived<A extends AnyAttempt>(attempt: A): { attempt: A; isReapplied?: boolean } {
  return { attempt, ...(isFirstTaskAfterReset() && { isReapplied: true }) };
}

/**
 * Waits, within the activation, until timers that fired in the same task have run their code: the SDK runs Signals and
 * Updates first. Needed for a message whose sender does not say when it was sent.
 */
export async function timersOfThisTask(): Promise<void> {
  const turnOver = Promise.resolve();
  for (let turn = 0; turn < 10; turn++) await turnOver;
}

export type AttemptQueue<A extends AnyAttempt, V extends { outcome: Outcome; message: string }> = ReturnType<
  typeof attemptQueue<A, V>
>;
