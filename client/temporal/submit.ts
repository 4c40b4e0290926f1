import { randomUUID } from 'node:crypto';
import { type Workflow, WorkflowNotFoundError } from '@temporalio/common';
import type { z } from 'zod';
import type { Duration } from '../../contract/duration';
import { InvalidInput, TemporalUnreachable } from '../../contract/errors';
import type { VerdictOutcome, MESSAGES } from '../../contract/names';
import { checked } from '../input';
import { asAttributesMissing, asUnreachable, isAlreadyStarted, isTransient } from './calls';
import { withClearParts } from './clear-parts';
import { ensureExists } from './read';
import { type OutgoingMessage, sendUpdate, type SendResult } from './send-update';
import { checkedPatience, handleOf, type Entity, type Session } from './session';
import { backoff, pause } from './timers';

/** One attempt, with everything that depends on the kind of workflow that receives it. */
interface Submission<Answer, Body> {
  entity: Entity;
  id: string;
  name: keyof typeof MESSAGES;
  schema: z.ZodType<Body>;
  /** Makes the message from the caller's options. If it throws InvalidInput, the verdict is `invalid`. */
  content: () => object;
  /** Signs the message. If it throws InvalidInput, the verdict is `invalid`. Default: the message is not signed. */
  sign?: ((message: Body) => Promise<Body>) | undefined;
  /** Default: the session's. */
  patience: Duration | undefined;
  /** The other fields of a verdict that no worker has given. */
  unjudged: (outcome: 'invalid' | 'queued') => Promise<Omit<Answer, 'outcome' | 'message'>>;
  /** Judges an attempt after the end, by the function that judged the others. It is not recorded (design rule 12). */
  afterEnd: (message: Body) => Promise<Answer>;
}

interface AnyVerdict {
  outcome: VerdictOutcome;
  message: string;
}

/**
 * Delivers an attempt and returns its verdict. Every attempt gets a verdict, also a refused or malformed one (design
 * rule 9). Without a worker the verdict is `queued`, and the attempt counts once when a worker is back.
 *
 * @throws the entity's `NotFound`
 * @throws TemporalUnreachable when it could not be delivered
 * @throws InvalidInput when `patience` is not a duration
 */
export async function submit<Answer extends AnyVerdict, Body extends object>(
  session: Session,
  submission: Submission<Answer, Body>,
): Promise<Answer> {
  const { entity, id, name } = submission;
  const ms = submission.patience === undefined ? session.patience : checkedPatience(submission.patience);
  const unjudged = async (outcome: 'invalid' | 'queued', message: string) =>
    ({ outcome, ...(await submission.unjudged(outcome)), message }) as Answer;

  const attemptId = randomUUID();
  const content = await orInputProblem(() =>
    checked(submission.schema, { ...submission.content(), attemptId, sentAt: Date.now() }, 'the message'),
  );
  if ('problem' in content) return unjudged('invalid', `Nothing was sent: ${content.problem}.`);
  await ensureExists(session, entity, id, Math.max(ms, 1_000));
  const signed = await orInputProblem(() => submission.sign?.(content.value) ?? content.value);
  if ('problem' in signed) return unjudged('invalid', `Nothing was sent: ${signed.problem}.`);
  const message = signed.value;
  const sent = await deliver<Answer>(session, { entity, id, name, attemptId, message }, ms);
  if (sent === 'ended') return submission.afterEnd(message);
  return sent === 'unanswered' ? unjudged('queued', QUEUED) : sent.verdict;
}

const QUEUED =
  'Delivered, but no worker has answered yet. It counts when a worker is back, if it arrived in time.';

/** The result, or the message of an InvalidInput. */
async function orInputProblem<T>(work: () => T | Promise<T>): Promise<{ value: T } | { problem: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof InvalidInput) return { problem: error.message };
    throw error;
  }
}

/**
 * If an Update has no answer after this time, the Signal follows, which survives a restart of the server. It is not sent
 * earlier: on a busy server an Update may take more than a second, and the Signal would add more load.
 */
const SIGNAL_AFTER_MS = 2_000;
/** The least time for sending the Signal, also if the patience is shorter. */
const MIN_SIGNAL_MS = 1_000;

/**
 * Delivers an attempt to its workflow within `patience` milliseconds (design rule 11): as an Update, which returns the
 * answer. If the Update fails or has no answer within 2 s, it is also sent as a Signal. Both carry the same `attemptId`, so
 * they count as one attempt. `unanswered` means that it was delivered and will be judged when a worker is back.
 *
 * @throws TemporalUnreachable when neither could be delivered
 */
export async function deliver<Answer>(
  session: Session,
  outgoing: OutgoingMessage,
  patience: number,
): Promise<SendResult<Answer>> {
  const deadline = Date.now() + patience;
  const stop = new AbortController();
  const trouble = new AbortController();
  let isTaken = false;
  const answer = sendUpdate<Answer>(session, outgoing, deadline, stop.signal, {
    trouble: () => trouble.abort(),
    taken: () => (isTaken = true),
  });
  answer.catch(() => {}); // awaited below, unless the Signal's result comes first
  try {
    const early = pause(Math.min(SIGNAL_AFTER_MS, patience), trouble.signal);
    const first = await Promise.race([answer, early]);
    if (first && first !== 'unanswered') return first;
    if (isTaken) return await answer;
    // It must be delivered before the verdict may be `queued`, also if the patience is shorter.
    const sent = await sendSignal(session, outgoing, Math.max(deadline, Date.now() + MIN_SIGNAL_MS));
    return sent === 'ended' ? sent : await answer;
  } finally {
    stop.abort();
    trouble.abort();
  }
}

/**
 * Sends the attempt as a Signal, which the server keeps until a worker is back (design rule 11). Retries until `deadline`
 * (milliseconds since 1970) while the server is away.
 *
 * @throws TemporalUnreachable when no attempt succeeded; it may have been delivered nevertheless
 */
async function sendSignal(
  session: Session,
  outgoing: OutgoingMessage,
  deadline: number,
): Promise<'delivered' | 'ended'> {
  const { client } = session;
  for (let failures = 1; ; failures++) {
    try {
      await client.withDeadline(deadline, () => signal(session, outgoing));
      return 'delivered';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError || isAlreadyStarted(error)) return 'ended';
      const unreachable = asUnreachable(client, error);
      if (!isTransient(error))
        throw asAttributesMissing(error, client.options.namespace) ?? unreachable ?? error;
      if (Date.now() >= deadline) throw undelivered(unreachable);
    }
    await pause(Math.min(backoff(failures, 1_000), deadline - Date.now()));
  }
}

async function signal(session: Session, { id, name, message, start }: OutgoingMessage): Promise<void> {
  if (start === undefined) return handleOf(session, id).signal<[object]>(name, message);
  const withSignal = {
    ...withClearParts(session.client, start.options),
    signal: name,
    signalArgs: [message] as [object],
  };
  await session.client.workflow.signalWithStart<Workflow, [object]>(start.type, withSignal);
}

function undelivered(cause: TemporalUnreachable | undefined): TemporalUnreachable {
  const advice = 'It may have been delivered. Repeat it with the same decisionId: it counts once.';
  return new TemporalUnreachable(`${cause?.message ?? 'Temporal does not answer'}. ${advice}`, { cause });
}
