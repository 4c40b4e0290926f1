import { randomUUID } from 'node:crypto';
import { type Workflow, WorkflowNotFoundError } from '@temporalio/common';
import type { z } from 'zod';
import type { VerdictOutcome } from '../../contract/decision';
import type { Duration } from '../../contract/duration';
import { InvalidInput, TemporalUnreachable } from '../../contract/errors';
import type { MESSAGES } from '../../contract/names';
import { checked } from '../input';
import { asAttributesMissing, asUnreachable, isAlreadyStarted, isTransient } from './calls';
import { ensureExists } from './read';
import { type OutgoingMessage, sendUpdate, type SendResult } from './send-update';
import { checkedPatience, handleOf, type Entity, type Session } from './session';
import { backoff, pause } from './timers';

/** What somebody tries, and what of it depends on the kind of thing it is tried on. */
interface Submission<Answer, Message> {
  kind: Entity;
  id: string;
  name: keyof typeof MESSAGES;
  schema: z.ZodType<Message>;
  /** The message as it was given; what it throws of InvalidInput is told in the verdict. */
  said: () => object;
  /** Signs the message; what it throws of InvalidInput is told in the verdict. Default: sent as it is. */
  sign?: ((message: Message) => Promise<Message>) | undefined;
  /** Default: the session's. */
  patience: Duration | undefined;
  /** The verdict less outcome and message, where nobody judged. */
  standing: (outcome: 'invalid' | 'queued') => Promise<Omit<Answer, 'outcome' | 'message'>>;
  /** The verdict on one who came late, by the function that judged the others; it leaves no trace (design rule 12). */
  afterTheEnd: (message: Message) => Promise<Answer>;
}

interface AnyVerdict {
  outcome: VerdictOutcome;
  message: string;
}

/**
 * Delivers an attempt, and answers with its verdict: every attempt gets one, refused and malformed ones too (design
 * rule 9). With no worker it is `queued`, and counts once when one is back.
 *
 * @throws the kind's `NotFound`
 * @throws TemporalUnreachable when it could not be delivered
 * @throws InvalidInput when `patience` is no duration
 */
export async function submit<Answer extends AnyVerdict, Message extends object>(
  session: Session,
  trial: Submission<Answer, Message>,
): Promise<Answer> {
  const { kind, id, name } = trial;
  const ms = trial.patience === undefined ? session.patience : checkedPatience(trial.patience);
  const unjudged = async (outcome: 'invalid' | 'queued', message: string) =>
    ({ outcome, ...(await trial.standing(outcome)), message }) as Answer;

  const attemptId = randomUUID();
  const said = await orInputProblem(() =>
    checked(trial.schema, { ...trial.said(), attemptId, sentAt: Date.now() }, 'the message'),
  );
  if ('problem' in said) return unjudged('invalid', `Nothing was sent: ${said.problem}.`);
  await ensureExists(session, kind, id, Math.max(ms, 1_000));
  const signed = await orInputProblem(() => trial.sign?.(said.value) ?? said.value);
  if ('problem' in signed) return unjudged('invalid', `Nothing was sent: ${signed.problem}.`);
  const message = signed.value;
  const sent = await deliver<Answer>(session, { kind, id, name, attemptId, message }, ms);
  if (sent === 'ended') return trial.afterTheEnd(message);
  return sent === 'unanswered' ? unjudged('queued', QUEUED) : sent.verdict;
}

const QUEUED = 'Delivered, but no worker has judged it yet. It will be when one is back, if it is in time.';

/** What came of it, or what is wrong with what the caller gave. */
async function orInputProblem<T>(work: () => T | Promise<T>): Promise<{ value: T } | { problem: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof InvalidInput) return { problem: error.message };
    throw error;
  }
}

/**
 * An Update with no answer for this long is followed by the Signal, which a restart of the server cannot lose. Not sooner:
 * on a busy server an Update may take more than a second, and the Signal would make more work just then.
 */
const SIGNAL_AFTER_MS = 2_000;
/** The least time that there is for sending the Signal, however short the patience. */
const MIN_SIGNAL_MS = 1_000;

/**
 * Brings an attempt to its workflow within `patience` milliseconds (design rule 11): as an Update, whose answer is the
 * verdict or another answer; and as a Signal too, at once when the Update fails, or when it gives no answer within 2 s.
 * Both carry one `attemptId`, so that it is one attempt. `unanswered` means delivered: it will be judged when a worker is
 * back.
 *
 * @throws TemporalUnreachable when neither could be delivered
 */
export async function deliver<Answer>(
  session: Session,
  parcel: OutgoingMessage,
  patience: number,
): Promise<SendResult<Answer>> {
  const deadline = Date.now() + patience;
  const stop = new AbortController();
  const trouble = new AbortController();
  let isTaken = false;
  const answer = sendUpdate<Answer>(session, parcel, deadline, stop.signal, {
    trouble: () => trouble.abort(),
    taken: () => (isTaken = true),
  });
  answer.catch(() => {}); // seen below, unless the signal settles it first
  try {
    const early = pause(Math.min(SIGNAL_AFTER_MS, patience), trouble.signal);
    const first = await Promise.race([answer, early]);
    if (first && first !== 'unanswered') return first;
    if (isTaken) return await answer;
    // However short the patience, it must be delivered before it may be called queued.
    const sent = await sendSignal(session, parcel, Math.max(deadline, Date.now() + MIN_SIGNAL_MS));
    return sent === 'ended' ? sent : await answer;
  } finally {
    stop.abort();
    trouble.abort();
  }
}

/**
 * Sends the attempt as a Signal, which the server keeps until a worker is back (design rule 11); again until
 * `deadline` (milliseconds since 1970) while the server is away.
 *
 * @throws TemporalUnreachable when it could not be delivered; it may have been all the same
 */
async function sendSignal(
  session: Session,
  parcel: OutgoingMessage,
  deadline: number,
): Promise<'delivered' | 'ended'> {
  const { client } = session;
  for (let failures = 1; ; failures++) {
    try {
      await client.withDeadline(deadline, () => signal(session, parcel));
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
  const withSignal = { ...start.options, signal: name, signalArgs: [message] as [object] };
  await session.client.workflow.signalWithStart<Workflow, [object]>(start.type, withSignal);
}

function undelivered(cause: TemporalUnreachable | undefined): TemporalUnreachable {
  const advice =
    'Whether it was delivered is not known: repeat it with the same decisionId, and it counts once.';
  return new TemporalUnreachable(`${cause?.message ?? 'Temporal does not answer'}. ${advice}`, { cause });
}
