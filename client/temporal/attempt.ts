import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import type { MESSAGES } from '../../contract/names';
import type { Outcome } from '../../contract/verdict';
import { deliver } from './deliver';
import { ensure } from './find';
import { checked } from '../input-problem';
import type { Kind } from './kind';
import { checkedPatience, type Session } from './session';

/** What somebody tries, and what of it depends on the kind of thing it is tried on. */
export interface Trial<Answer, Message> {
  kind: Kind;
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
  outcome: Outcome;
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
export async function attempt<Answer extends AnyVerdict, Message extends object>(
  session: Session,
  trial: Trial<Answer, Message>,
): Promise<Answer> {
  const { kind, id, name } = trial;
  const ms = trial.patience === undefined ? session.patience : checkedPatience(trial.patience);
  const unjudged = async (outcome: 'invalid' | 'queued', message: string) =>
    ({ outcome, ...(await trial.standing(outcome)), message }) as Answer;

  const attemptId = randomUUID();
  const said = await orProblem(() =>
    checked(trial.schema, { ...trial.said(), attemptId, sentAt: Date.now() }, 'the message'),
  );
  if ('problem' in said) return unjudged('invalid', `Nothing was sent: ${said.problem}.`);
  await ensure(session, kind, id, Math.max(ms, 1_000));
  const signed = await orProblem(() => trial.sign?.(said.value) ?? said.value);
  if ('problem' in signed) return unjudged('invalid', `Nothing was sent: ${signed.problem}.`);
  const message = signed.value;
  const sent = await deliver<Answer>(session, { kind, id, name, attemptId, message }, ms);
  if (sent === 'ended') return trial.afterTheEnd(message);
  return sent === 'unanswered' ? unjudged('queued', QUEUED) : sent.verdict;
}

const QUEUED = 'Delivered, but no worker has judged it yet. It will be when one is back, if it is in time.';

/** What came of it, or what is wrong with what the caller gave. */
async function orProblem<T>(work: () => T | Promise<T>): Promise<{ value: T } | { problem: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof InvalidInput) return { problem: error.message };
    throw error;
  }
}
