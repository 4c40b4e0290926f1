import { randomUUID } from 'node:crypto';
import { CancelMessageSchema, DecisionMessageSchema } from '../contract/decision';
import type { Duration } from '../contract/duration';
import type { Verdict } from '../contract/verdict';
import { judge } from '../rules/judge';
import type { Attempt } from '../rules/attempt';
import { deliver } from './deliver';
import { endedRequest } from './ended-request';
import { describeRequest, ensureRequest } from './find-request';
import { checkedDuration, problems } from './input-problem';
import { isOpen, statusOf } from './request-status';
import type { Session } from './session';

export interface DecideOptions {
  /** The person who decides. */
  decidedBy: string;
  notes?: string;
  /** Why; a rejection needs it. */
  reason?: string;
  /** What the person was looking at: a decision on anything else is `superseded`. */
  expected?: { stage?: number; contentHash?: string };
  /** Short for `expected: { stage }`. */
  stage?: number;
  /** Idempotency key, within its person. Default: random, so that every call is an attempt of its own. */
  decisionId?: string;
  /** The tool the decision comes from. Default `sdk`. */
  via?: string;
  /** How long to wait for the verdict before it is `queued`. Default: the manager's, 5 s. */
  patience?: Duration;
}

export interface CancelOptions {
  /** The requester, its run or an operator. */
  cancelledBy: string;
  reason?: string;
  /** The tool the cancellation comes from. Default `sdk`. */
  via?: string;
  /** How long to wait for the verdict before it is `queued`. Default: the manager's, 5 s. */
  patience?: Duration;
}

type Kind = 'decide' | 'cancel';

/**
 * Approves or rejects. Every attempt gets a verdict, refused and malformed ones too (design rule 9); with no worker it
 * is `queued`, and counts once when one is back.
 *
 * @throws RequestNotFound
 * @throws TemporalUnreachable when it could not be delivered
 * @throws InvalidInput when `patience` is no duration
 */
export function decide(
  session: Session,
  id: string,
  decision: 'approve' | 'reject',
  options: DecideOptions,
): Promise<Verdict> {
  const { decidedBy, notes, reason, stage, decisionId, via, patience } = options;
  const expected = { ...options.expected, ...(stage !== undefined && { stage }) };
  return attempt(session, id, 'decide', patience, {
    decision,
    decidedBy,
    ...(notes !== undefined && { notes }),
    ...(reason !== undefined && { reason }),
    ...(Object.keys(expected).length > 0 && { expected }),
    decisionId: decisionId ?? randomUUID(),
    via: via ?? 'sdk',
  });
}

/** Cancels, by the same rules: only the requester, its run or an operator may (design rule 16). Throws as `decide` does. */
export function cancel(session: Session, id: string, options: CancelOptions): Promise<Verdict> {
  const { cancelledBy, reason, via, patience } = options;
  const said = { cancelledBy, ...(reason !== undefined && { reason }), via: via ?? 'sdk' };
  return attempt(session, id, 'cancel', patience, said);
}

async function attempt(
  session: Session,
  id: string,
  kind: Kind,
  patience: Duration | undefined,
  said: object,
): Promise<Verdict> {
  const ms = patience === undefined ? session.patience : checkedDuration(patience, 'patience');
  const attemptId = randomUUID();
  const schema = kind === 'decide' ? DecisionMessageSchema : CancelMessageSchema;
  const parsed = schema.safeParse({ ...said, attemptId });
  if (!parsed.success) return invalid(session, id, problems(parsed.error, 'the message'));
  await ensureRequest(session, id, Math.max(ms, 1_000));
  const sent = await deliver(session, { id, name: kind, attemptId, message: parsed.data }, ms);
  if (sent === 'ended') return afterTheEnd(session, id, { kind, message: parsed.data } as Unplaced);
  return sent === 'unanswered' ? queued(id) : sent.verdict;
}

type Unplaced = Pick<Extract<Attempt, { kind: 'decide' }>, 'kind' | 'message'>;

/** The verdict of somebody who came late, by the function that judged the others; it leaves no trace (design rule 12). */
async function afterTheEnd(session: Session, id: string, late: Unplaced): Promise<Verdict> {
  const record = await endedRequest(session, await describeRequest(session, id));
  return judge(record, { ...late, at: Date.now(), door: 'update' }).verdict;
}

async function invalid(session: Session, id: string, message: string): Promise<Verdict> {
  const described = await describeRequest(session, id);
  const status = isOpen(described) ? 'pending' : statusOf(described);
  return { outcome: 'invalid', status, id, message: `Nothing was sent: ${message}.` };
}

function queued(id: string): Verdict {
  const message =
    'Delivered, but no worker has judged it yet. It will be when one is back, if it is in time.';
  return { outcome: 'queued', status: 'pending', id, message };
}
