import { ApplicationFailure, type RawValue } from '@temporalio/common';
import { currentUpdateInfo } from '@temporalio/workflow';
import type { Transport } from '../../contract/decision';
import type { VerdictOutcome } from '../../contract/names';
import type { SignatureClaim } from '../../contract/signature';
import type { TraceParent } from '../../tracing/header';
import { lateAnswers } from './late-answers';
import { type AttemptTarget, observeVerdict } from './observe';
import { readArrivalTimes, verifySignatures } from './proxies';
import { isFirstTaskAfterReset } from './sdk-patches';
import { senderTrace } from './trace';

/** What the queue needs to know about an attempt at a request or an escalation. */
export interface AnyAttempt {
  kind: string;
  /** When the workflow task that brought it began (milliseconds since 1970). */
  at: number;
  transport?: Transport;
  /** Absent if it could not be read. */
  message?: object;
}

/** The fields that a client adds to its messages. */
export function clientMetadata({ message }: AnyAttempt): { attemptId?: string; sentAt?: number } {
  return message ?? {};
}

/** An attempt that waits for its verdict. */
export interface QueuedAttempt<A, V> {
  attempt: A;
  /** For a Signal: its name, and its index among the run's signals of that name, to find the server's arrival time. */
  signal?: { name: string; index: number };
  /** For an Update: its id in Temporal, to find its arrival time before a reset. */
  updateId?: string;
  /** A reset applied it again, so only the server knows its order among the others. */
  isReapplied?: boolean;
  /** The id by which the client asks for the verdict later. Set when its Update was answered with `queued`. */
  answerId?: string;
  /** The call that sent it, if it belongs to a trace. */
  sender?: TraceParent;
  verdict?: V;
}

/** How attempts of one kind are handled. */
interface AttemptRules<A, V> {
  on: AttemptTarget;
  /** Never throws: an unreadable message is also an attempt. */
  read: (name: string, sent: RawValue[], transport: 'signal' | 'update') => A;
  /** The verdict if the validator of an Update refuses the attempt, which leaves no event in history. */
  refuse: (attempt: A) => V | undefined;
  /** Judges attempts from the front of the queue, until one needs something from outside the workflow. */
  judgeImmediate: () => void;
  /** The verdict on an attempt that cannot be judged immediately. */
  queued: (attempt: A) => V;
  /** Whether a child or the parent may end in the same task and change the verdicts. Default: never. */
  mayBeOvertaken?: () => boolean;
}

/**
 * The queue of all attempts, by Update and by Signal. Attempts are judged one at a time and in the order of their arrival,
 * also while the directory is asked.
 *
 * An Update that cannot be judged immediately is answered with `queued`, and its client asks for the verdict by a query. See
 * `late-answers.ts` for the reason.
 */
export function attemptQueue<A extends AnyAttempt, V extends { outcome: VerdictOutcome; message: string }>({
  on,
  read,
  refuse,
  judgeImmediate,
  queued,
  mayBeOvertaken = () => false,
}: AttemptRules<A, V>) {
  const waiting: QueuedAttempt<A, V>[] = [];
  const late = lateAnswers<V>();
  const signals = new Map<string, number>();

  return {
    waiting,
    /** The number of signals in this run, to detect a flood. */
    signalsSeen: () => [...signals.values()].reduce((sum, count) => sum + count, 0),
    signal(name: string, sent: RawValue[]): void {
      const index = signals.get(name) ?? 0;
      signals.set(name, index + 1);
      waiting.push({ ...newAttempt(read(name, sent, 'signal')), signal: { name, index } });
    },
    async update(name: string, sent: RawValue[]): Promise<V> {
      const updateId = currentUpdateInfo()?.id;
      const own: QueuedAttempt<A, V> = {
        ...newAttempt(read(name, sent, 'update')),
        ...(updateId && { updateId }),
      };
      waiting.push(own);
      if (clientMetadata(own.attempt).sentAt === undefined || mayBeOvertaken()) await awaitOtherEvents();
      judgeImmediate();
      if (own.verdict) return own.verdict;
      const answerId = clientMetadata(own.attempt).attemptId ?? updateId;
      if (answerId !== undefined) own.answerId = answerId;
      return queued(own.attempt);
    },
    validate(name: string, sent: RawValue[]): void {
      const attempt = read(name, sent, 'update');
      const refused = refuse(attempt);
      if (refused === undefined) return;
      observeVerdict(on, attempt, refused.outcome, senderTrace());
      throw ApplicationFailure.nonRetryable(refused.message.toWellFormed(), refused.outcome, refused);
    },
    answer(queuedAttempt: QueuedAttempt<A, V>, verdict: V): void {
      queuedAttempt.verdict = verdict;
      observeVerdict(on, queuedAttempt.attempt, verdict.outcome, queuedAttempt.sender);
      const { answerId } = queuedAttempt;
      if (answerId !== undefined) late.keep(answerId, { answer: verdict });
    },
    /** The verdicts on attempts that were answered with `queued`. */
    late,
  };
}

function newAttempt<A extends AnyAttempt>(
  attempt: A,
): Pick<QueuedAttempt<A, never>, 'attempt' | 'isReapplied' | 'sender'> {
  const sender = senderTrace();
  return { attempt, ...(isFirstTaskAfterReset() && { isReapplied: true }), ...(sender && { sender }) };
}

/**
 * Waits, within the activation, until the code of timers that fired, of children that ended and of a cancellation in the same task
 * has run: the SDK runs Signals and Updates first. This is needed for a message without a sending time, and where a child or the
 * parent may have ended.
 */
export async function awaitOtherEvents(): Promise<void> {
  const microtask = Promise.resolve();
  for (let turn = 0; turn < 10; turn++) await microtask;
}

export type AttemptQueue<
  A extends AnyAttempt,
  V extends { outcome: VerdictOutcome; message: string },
> = ReturnType<typeof attemptQueue<A, V>>;

/**
 * Whether the workflow's clock cannot tell if this attempt arrived before the deadline (design rule 8).
 *
 * Workflow code only knows when its task began. In one task signals run before timers, so a signal that is handled at or after
 * the deadline may have arrived before it. After a fault the clock can be behind, back to the last local activity. So it is
 * not trusted if the client sent the attempt later than the clock says, or if the server has fired the timer of the deadline.
 * Attempts that a reset applied again have lost their original order and times.
 */
export function isContested<A extends AnyAttempt, V>(
  { attempt, isReapplied }: QueuedAttempt<A, V>,
  deadline: number,
  isTimerFired: boolean,
): boolean {
  return isReapplied || isTimerFired || Math.max(attempt.at, clientMetadata(attempt).sentAt ?? 0) >= deadline;
}

/**
 * Sets the arrival times of these attempts to the server's times from the run's history, and sorts the attempts by them. A
 * Signal arrived when the server recorded it, an Update when a worker took the task that brought it. After a reset the times
 * in the run that was reset count.
 */
export async function sortByArrival<A extends AnyAttempt, V>(
  waiting: QueuedAttempt<A, V>[],
): Promise<QueuedAttempt<A, V>[]> {
  const ids = waiting.flatMap(({ updateId }) => updateId ?? []);
  const names = new Set(waiting.flatMap(({ signal }) => signal?.name ?? []));
  const { signals, updates, taskStartedAt } = await readArrivalTimes([...names], ids);
  for (const { attempt, signal, updateId } of waiting)
    attempt.at =
      signal === undefined
        ? (updates[updateId ?? ''] ?? Math.max(attempt.at, taskStartedAt))
        : (signals[signal.name]?.[signal.index] ?? attempt.at);
  return waiting.toSorted((a, b) => a.attempt.at - b.attempt.at);
}

/** A limit, so that a flood does not become one argument of many megabytes. */
const MAX_SIGNATURES_PER_CALL = 100;

/**
 * Checks the signatures of these attempts before they are judged. All of them are one event in history, so forged signatures
 * cost no more than valid ones. Sets `signatureCheck` of each attempt.
 *
 * @param claimOf the signature of an attempt that must be checked; nothing for any other attempt
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
    const batch = signed.slice(start, start + MAX_SIGNATURES_PER_CALL);
    const checks = await verifySignatures(batch.map(({ claim }) => claim));
    batch.forEach(({ attempt }, index) => Object.assign(attempt, { signatureCheck: checks[index] }));
  }
}
