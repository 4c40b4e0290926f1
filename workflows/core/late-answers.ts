import { ApplicationFailure } from '@temporalio/common';
import type { LateAnswer } from '../../contract/decision';
import { utf8Bytes } from '../../contract/limits';

/** Above this limit the oldest answers are dropped. */
const MAX_KEPT = 1_000;
/** The limits for answers that are handed to a new run, whose clients may still ask for them. */
const MAX_HANDED_ON = 200;
const MAX_HANDED_ON_BYTES = 200_000;

/**
 * The final answers to Updates that were first answered with `queued`, by the id with which a client asks for them.
 *
 * An Update is always answered in the activation that accepts it. If it stays open while a local activity runs, and the server
 * loses the task in between, the workflow is stuck ("ProtocolMessageCommand referenced absent message ID"). So an Update that
 * takes longer is answered with `queued`, and the client asks for the answer by a query.
 */
export function lateAnswers<A>() {
  const kept = new Map<string, LateAnswer<A>>();
  return {
    /** The number of answers in progress. A workflow must not end or continue as new before they are done. */
    underWay: 0,
    keep(answerId: string, late: LateAnswer<A>): void {
      kept.set(answerId, late);
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    },
    /** The latest answers, for the next run of the workflow. */
    toHandOn(): [string, LateAnswer<A>][] {
      let bytes = 0;
      const latest = [...kept].slice(-MAX_HANDED_ON).reverse();
      return latest
        .filter((each) => (bytes += utf8Bytes(JSON.stringify(each))) <= MAX_HANDED_ON_BYTES)
        .reverse();
    },
    /** Takes the answers that an earlier run has handed on. */
    takeOver(handedOn: [string, LateAnswer<A>][]): void {
      for (const [answerId, answer] of handedOn) kept.set(answerId, answer);
    },
    /** The answer, if there is one yet. A query may send any value. */
    get: (answerId: unknown): LateAnswer<A> | undefined =>
      typeof answerId === 'string' ? kept.get(answerId) : undefined,
  };
}

export type LateAnswers<A> = ReturnType<typeof lateAnswers<A>>;

/** Answers an Update. If the work is not done within this activation, the answer is `queued`, and the real answer is kept. */
export async function answerNowOrLater<A>(
  late: LateAnswers<A>,
  answerId: string | undefined,
  work: Promise<A>,
): Promise<A | typeof QUEUED> {
  let settled: { answer: A } | { failure: unknown } | undefined;
  const done = work.then(
    (answer) => (settled = { answer }),
    (failure: unknown) => (settled = { failure }),
  );
  const microtask = Promise.resolve();
  for (let turn = 0; turn < 20 && !settled; turn++) await microtask;
  if (!settled) {
    late.underWay++;
    void done.then((end) => {
      late.underWay--;
      if (answerId !== undefined) late.keep(answerId, toLateAnswer(end));
    });
    return QUEUED;
  }
  if ('failure' in settled) throw settled.failure as Error;
  return settled.answer;
}

const QUEUED = { outcome: 'queued' } as const;

function toLateAnswer<A>(end: { answer: A } | { failure: unknown }): LateAnswer<A> {
  if ('answer' in end) return end;
  const { failure } = end;
  const type = (failure instanceof ApplicationFailure && failure.type) || 'Error';
  return { error: { type, message: failure instanceof Error ? failure.message : 'unknown error' } };
}
