import { ApplicationFailure, type RawValue } from '@temporalio/common';
import { condition } from '@temporalio/workflow';
import { CancelMessageSchema, DecisionMessageSchema } from '../contract/decision';
import { LIMITS } from '../contract/limits';
import type { RequestRecord } from '../contract/record';
import type { Verdict } from '../contract/verdict';
import { type Attempt, verdict } from '../rules/attempt';
import { judge } from '../rules/judge';
import { readMessage } from './raw-message';

/** An attempt that waits for its verdict. */
export interface Waiting {
  attempt: Attempt;
  /** For a signal: its place among the run's `decide` and `cancel` signals, by which the server's own time is found. */
  signal?: number;
  verdict?: Verdict;
}

type Kind = 'decide' | 'cancel';

/**
 * The queue through which every attempt passes, whichever door it came in by: so that all are judged one at a
 * time and in the order of their arrival, also while a directory is asked. `current` is read at each call.
 */
export function attempts(current: () => RequestRecord) {
  const queue: Waiting[] = [];
  let signals = 0;

  return {
    queue,
    /** How many signals this run has taken: the measure of a flood. */
    signalsSeen: () => signals,
    signal(kind: Kind, values: RawValue[]): void {
      queue.push({ attempt: toAttempt(kind, values, 'signal'), signal: signals++ });
    },
    async update(kind: Kind, values: RawValue[]): Promise<Verdict> {
      const waiting: Waiting = { attempt: toAttempt(kind, values, 'update') };
      queue.push(waiting);
      await condition(() => waiting.verdict !== undefined);
      return waiting.verdict as Verdict;
    },
    /** Refuses, without a trace in history, what is malformed and, once 100 refusals are recorded, the unauthorized. */
    validate(kind: Kind, values: RawValue[]): void {
      const attempt = toAttempt(kind, values, 'update');
      const record = current();
      if (attempt.kind === 'unreadable') throw refusal(verdict(record, 'invalid', attempt.problem));
      if (record.refused.length < LIMITS.recordedRefusals || !isPlanned(record)) return;
      const judged = judge(record, attempt);
      if (judged.verdict.outcome === 'not_authorized') throw refusal(judged.verdict);
    },
  };
}

export type Attempts = ReturnType<typeof attempts>;

function isPlanned({ plan }: RequestRecord): boolean {
  return plan?.teams !== undefined;
}

function toAttempt(kind: Kind, values: RawValue[], door: 'signal' | 'update'): Attempt {
  const trace = { at: Date.now(), door };
  const unreadable = (problem: string): Attempt => ({ ...trace, kind: 'unreadable', problem });
  if (kind === 'decide') {
    const read = readMessage(DecisionMessageSchema, values);
    return read.ok ? { ...trace, kind, message: read.message } : unreadable(read.problem);
  }
  const read = readMessage(CancelMessageSchema, values);
  return read.ok ? { ...trace, kind, message: read.message } : unreadable(read.problem);
}

function refusal(refused: Verdict): ApplicationFailure {
  return ApplicationFailure.nonRetryable(refused.message, refused.outcome, refused);
}
