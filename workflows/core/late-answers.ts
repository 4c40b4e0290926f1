import { ApplicationFailure } from '@temporalio/common';
import { utf8Bytes } from '../../contract/limits';
import type { LateAnswer } from '../../contract/decision';

/** Past this many the oldest are forgotten. */
const MAX_KEPT = 1_000;
/** The number, and the bytes of JSON, that are handed on to a new run: their clients may be about to ask. */
const MAX_HANDED_ON = 200;
const MAX_HANDED_ON_BYTES = 200_000;

/**
 * The answers to Updates that were answered with `queued`, by the id under which a client asks for them.
 *
 * An Update is always answered in the activation that accepts it. One that stays open while a local activity runs can
 * wedge the workflow, when the server loses the task in between ("ProtocolMessageCommand referenced absent message ID").
 * So what needs longer is answered with `queued`, and the client asks for the answer by a query.
 */
export function lateAnswers<A>() {
  const kept = new Map<string, LateAnswer<A>>();
  return {
    /** How many are being worked on: a workflow does not end, or continue as new, before they are done. */
    underWay: 0,
    keep(askedAs: string, late: LateAnswer<A>): void {
      kept.set(askedAs, late);
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    },
    /** The latest, for the next run of the workflow. */
    toHandOn(): [string, LateAnswer<A>][] {
      let bytes = 0;
      const latest = [...kept].slice(-MAX_HANDED_ON).reverse();
      return latest
        .filter((each) => (bytes += utf8Bytes(JSON.stringify(each))) <= MAX_HANDED_ON_BYTES)
        .reverse();
    },
    /** Takes those that an earlier run has handed on. */
    takeOver(handedOn: [string, LateAnswer<A>][]): void {
      for (const [askedAs, answer] of handedOn) kept.set(askedAs, answer);
    },
    /** Nothing while there is none. Takes whatever a query was sent with. */
    get: (askedAs: unknown): LateAnswer<A> | undefined =>
      typeof askedAs === 'string' ? kept.get(askedAs) : undefined,
  };
}

export type LateAnswers<A> = ReturnType<typeof lateAnswers<A>>;

/** Runs what an Update asks for. What is not done within this activation is answered with `queued`, and kept for later. */
export async function answerNowOrLater<A>(
  late: LateAnswers<A>,
  askedAs: string | undefined,
  work: Promise<A>,
): Promise<A | typeof QUEUED> {
  let settled: { answer: A } | { failure: unknown } | undefined;
  const done = work.then(
    (answer) => (settled = { answer }),
    (failure: unknown) => (settled = { failure }),
  );
  const turnOver = Promise.resolve();
  for (let turn = 0; turn < 20 && !settled; turn++) await turnOver;
  if (!settled) {
    late.underWay++;
    void done.then((end) => {
      late.underWay--;
      if (askedAs !== undefined) late.keep(askedAs, toLateAnswer(end));
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
  return { error: { type, message: failure instanceof Error ? failure.message : 'it failed' } };
}
