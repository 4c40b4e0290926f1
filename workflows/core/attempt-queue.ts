import { ApplicationFailure, type RawValue } from '@temporalio/common';
import { currentUpdateInfo } from '@temporalio/workflow';
import type { SignatureClaim } from '../../contract/signature';
import { lateAnswers } from './late-answers';
import { readArrivalTimes, verifySignatures } from './proxies';
import { isFirstTaskAfterReset } from './sdk-patches';
import type { VerdictOutcome } from '../../contract/names';

/** What the queue must know of an attempt, whatever it is made at. */
export interface AnyAttempt {
  /** When the workflow task that brought it began (milliseconds since 1970). */
  at: number;
  /** Absent where it could not be read. */
  message?: object;
}

/** What a client adds to its messages. */
export function clientMetadata({ message }: AnyAttempt): { attemptId?: string; sentAt?: number } {
  return message ?? {};
}

/** An attempt that waits for its verdict. */
export interface QueuedAttempt<A, V> {
  attempt: A;
  /** For a signal: its place among the run's signals, by which the server's own time is found. */
  signal?: number;
  /** For an Update: its id in Temporal, by which its arrival before a reset is found. */
  update?: string;
  /** A reset applied it again: its order among the others is the server's to tell. */
  isReapplied?: boolean;
  /** Under which the client asks for the verdict later; set once its Update was answered with `queued`. */
  answerId?: string;
  verdict?: V;
}

/** How attempts of one kind are read, refused by the validator of an Update without a trace in history, and judged. */
interface AttemptRules<A, V> {
  /** Never throws: what cannot be read is an attempt, too. */
  read: (name: string, sent: RawValue[], transport: 'signal' | 'update') => A;
  refuse: (attempt: A) => V | undefined;
  /** Judges as many of the queue, from its front, as can be judged without asking anything outside the workflow. */
  judgeImmediate: () => void;
  /** The verdict on an attempt that cannot be judged at once. */
  queued: (attempt: A) => V;
}

/**
 * The queue through which every attempt passes, by Update and by Signal, so that all are judged one at a time and in
 * the order of their arrival, also while a directory is asked.
 * An Update that cannot be judged at once is answered with `queued`, and its client asks for the verdict by a query:
 * `late-answers.ts` says why.
 */
export function attemptQueue<A extends AnyAttempt, V extends { outcome: VerdictOutcome; message: string }>({
  read,
  refuse,
  judgeImmediate,
  queued,
}: AttemptRules<A, V>) {
  const waiting: QueuedAttempt<A, V>[] = [];
  const late = lateAnswers<V>();
  let signals = 0;

  return {
    waiting,
    /** How many signals this run has taken: the measure of a flood. */
    signalsSeen: () => signals,
    signal(name: string, sent: RawValue[]): void {
      waiting.push({ ...newAttempt(read(name, sent, 'signal')), signal: signals++ });
    },
    async update(name: string, sent: RawValue[]): Promise<V> {
      const update = currentUpdateInfo()?.id;
      const mine: QueuedAttempt<A, V> = {
        ...newAttempt(read(name, sent, 'update')),
        ...(update && { update }),
      };
      waiting.push(mine);
      if (clientMetadata(mine.attempt).sentAt === undefined) await awaitFiredTimers();
      judgeImmediate();
      if (mine.verdict) return mine.verdict;
      const askedAs = clientMetadata(mine.attempt).attemptId ?? update;
      if (askedAs !== undefined) mine.answerId = askedAs;
      return queued(mine.attempt);
    },
    validate(name: string, sent: RawValue[]): void {
      const refused = refuse(read(name, sent, 'update'));
      if (refused)
        throw ApplicationFailure.nonRetryable(refused.message.toWellFormed(), refused.outcome, refused);
    },
    answer(one: QueuedAttempt<A, V>, verdict: V): void {
      one.verdict = verdict;
      if (one.answerId !== undefined) late.keep(one.answerId, { answer: verdict });
    },
    /** The verdicts on attempts that were `queued`. */
    late,
  };
}

function newAttempt<A extends AnyAttempt>(attempt: A): { attempt: A; isReapplied?: boolean } {
  return { attempt, ...(isFirstTaskAfterReset() && { isReapplied: true }) };
}

/**
 * Waits, within the activation, until timers that fired in the same task have run their code: the SDK runs Signals and
 * Updates first. Needed for a message whose sender does not say when it was sent.
 */
export async function awaitFiredTimers(): Promise<void> {
  const turnOver = Promise.resolve();
  for (let turn = 0; turn < 10; turn++) await turnOver;
}

export type AttemptQueue<
  A extends AnyAttempt,
  V extends { outcome: VerdictOutcome; message: string },
> = ReturnType<typeof attemptQueue<A, V>>;

/**
 * Whether the clock of the workflow cannot tell if this attempt arrived before the deadline (design rule 8).
 *
 * Workflow code sees only when its task began. In one task signals run before timers, so a signal that is handled at or
 * after the deadline may have arrived before it. And after a fault that clock can be behind, as far as the last local
 * activity: it is not trusted where the client says that it sent the attempt later, or where the server has fired the
 * timer of the deadline. What a reset has applied again came in another order and at other times than this task says.
 */
export function isContested<A extends AnyAttempt, V>(
  { attempt, isReapplied }: QueuedAttempt<A, V>,
  deadline: number,
  isTimerFired: boolean,
): boolean {
  return isReapplied || isTimerFired || Math.max(attempt.at, clientMetadata(attempt).sentAt ?? 0) >= deadline;
}

/**
 * Sets when these attempts arrived to the server's own times, read from the run's history, and sorts them by it. A
 * Signal arrived when the server recorded it; an Update when the worker took the task that brought it. After a reset,
 * both arrived when they did in the run that was reset.
 *
 * @param names the signals that are counted; those of a request unless named
 */
export async function sortByArrival<A extends AnyAttempt, V>(
  waiting: QueuedAttempt<A, V>[],
  names?: string[],
): Promise<QueuedAttempt<A, V>[]> {
  const ids = waiting.flatMap(({ update }) => update ?? []);
  const { signals, updates, taskStartedAt } = await readArrivalTimes(names, ids);
  for (const { attempt, signal, update } of waiting)
    attempt.at =
      signal === undefined
        ? (updates[update ?? ''] ?? Math.max(attempt.at, taskStartedAt))
        : (signals[signal] ?? attempt.at);
  return waiting.toSorted((a, b) => a.attempt.at - b.attempt.at);
}

/** So many at a time: a flood of them must not become one argument of many megabytes. */
const MAX_SIGNATURES_PER_CALL = 100;

/**
 * Checks the signatures of those attempts that claim one, before anybody judges them. All of them are one event: what
 * only looks signed costs no more than what is. An attempt keeps what was found.
 *
 * @param claimOf the claim of an attempt that must be signed and carries a signature nobody has checked; of any other nothing
 */
export async function checkSignatures<A extends AnyAttempt, V>(
  waiting: QueuedAttempt<A, V>[],
  claimOf: (attempt: A) => SignatureClaim | undefined,
): Promise<void> {
  const signed = waiting.flatMap(({ attempt }) => {
    const claim = claimOf(attempt);
    return claim === undefined ? [] : [{ attempt, claim }];
  });
  for (let start = 0; start < signed.length; start += MAX_SIGNATURES_PER_CALL) {
    const some = signed.slice(start, start + MAX_SIGNATURES_PER_CALL);
    const checks = await verifySignatures(some.map(({ claim }) => claim));
    some.forEach(({ attempt }, index) => Object.assign(attempt, { signatureCheck: checks[index] }));
  }
}
