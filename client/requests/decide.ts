import { randomUUID } from 'node:crypto';
import {
  CancelMessageSchema,
  CommentMessageSchema,
  type DecisionMessage,
  DecisionMessageSchema,
  type Verdict,
} from '../../contract/decision';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import { InvalidInput } from '../../contract/errors';
import type { DecisionKind } from '../../contract/names';
import type { FormAnswer } from '../../contract/response-form';
import type { Attempt } from '../../rules/requests/attempt';
import { judge } from '../../rules/requests/judge';
import { DECLINED } from '../../rules/requests/plan';
import { toPlainJson } from '../input';
import { signed } from '../signing';
import { endedRecord, find } from '../temporal/read';
import type { Session } from '../temporal/session';
import { requestKindOf, requestStatusOf } from '../temporal/status';
import { submit } from '../temporal/submit';
import { REQUEST, startedWith } from './entity';

/** Who decides a request, what they saw, and why. */
export interface DecideOptions {
  /** The person who decides. */
  decidedBy: string;
  /** A note to the agent. */
  notes?: string;
  /** Why. Rejecting an approval needs it. Default for a confirmation: `declined`. */
  reason?: string;
  /** The answer to the response form of the request, by field. For `approve`, `edit` and `respond`. */
  answer?: FormAnswer;
  /** What the person typed, if a confirmation requires a typed value. The workflow compares it. */
  confirm?: string;
  /**
   * The content and stage that the person saw. A decision on any other is `superseded`. Where a policy says `mustReadAll`, an
   * approval without `contentHash` is `invalid`.
   */
  expected?: { stage?: number; contentHash?: string };
  /** Short for `expected: { stage }`. */
  stage?: number;
  /** Idempotency key, per person. Default: random, so that every call is a new attempt. */
  decisionId?: string;
  /** The tool the decision comes from. Default `sdk`. */
  via?: string;
  /** How long to wait for the verdict before it is `queued`. Default: the manager's, 5 s. */
  patience?: Duration;
}

/** An edit: the changed arguments that the person approves. */
export interface EditOptions extends DecideOptions {
  /** The whole new context. Only paths that a policy names in `editable` may differ. */
  context: object;
  /** The content that the person saw, and changes. */
  expected: { stage?: number; contentHash: string };
}

/** A response: what the person answers instead of approving. */
export interface RespondOptions extends DecideOptions {
  /** What the agent should know. Needed unless there is an `answer`. */
  text?: string;
}

/** The options of all kinds of decisions. */
export type AnyDecisionOptions = DecideOptions &
  Partial<Pick<EditOptions & RespondOptions, 'context' | 'text'>>;

/** A comment on an open request. It decides nothing. */
export interface CommentOptions extends Pick<CancelOptions, 'via' | 'patience'> {
  /** An approver of the request, its requester or its run. */
  commentedBy: string;
  text: string;
  /** Idempotency key, per person. Default: random. */
  decisionId?: string;
}

/** Who cancels a request, and why. */
export interface CancelOptions {
  /** The requester, its run or an operator. */
  cancelledBy: string;
  reason?: string;
  /** The tool the cancellation comes from. Default `sdk`. */
  via?: string;
  /** How long to wait for the verdict before it is `queued`. Default: the manager's, 5 s. */
  patience?: Duration;
}

/**
 * Approves, rejects, edits or responds. Every attempt gets a verdict, also a refused or malformed one (design rule 9). Without a worker the
 * verdict is `queued`, and the attempt counts once when a worker is back. A manager with a `signer` signs the decision: for
 * the content and stage in `expected`, else for the request's current content and its first stage.
 *
 * @throws RequestNotFound
 * @throws TemporalUnreachable when it could not be delivered
 * @throws InvalidInput when `patience` is not a duration
 */
export async function decide(
  session: Session,
  id: string,
  decision: DecisionKind,
  options: AnyDecisionOptions,
): Promise<Verdict> {
  const { decidedBy, stage, decisionId, via, patience, expected: seen, reason: given, ...said } = options;
  const reason = given ?? (decision === 'reject' ? await defaultReason(session, id) : undefined);
  const expected = { ...seen, ...defined({ stage }) };
  const content = () => ({
    ...defined({ ...said, reason }),
    ...(said.context !== undefined && { context: toPlainJson(said.context, 'context') }),
    decision,
    decidedBy,
    ...(Object.keys(expected).length > 0 && { expected }),
    decisionId: decisionId ?? randomUUID(),
    via: via ?? 'sdk',
  });
  return submit<Verdict, DecisionMessage>(session, {
    ...submissionOn(session, id, 'decide', patience),
    schema: DecisionMessageSchema,
    content,
    ...(session.signer && { sign: (message) => sign(session, id, message) }),
    afterEnd: (message) => judgeAfterEnd(session, id, { kind: 'decide', message }),
  });
}

async function sign(session: Session, id: string, message: DecisionMessage): Promise<DecisionMessage> {
  if (session.signer === undefined) return message;
  const { namespace } = session.client.options;
  const contentHash = message.expected?.contentHash ?? (await hashOf(session, id));
  return signed(session.signer, { kind: 'decide', namespace, id, contentHash }, message);
}

/** The digest of the request's content, computed from the content itself: a memo can be forged. */
async function hashOf(session: Session, id: string): Promise<string> {
  const { contentHash } = await startedWith(session, id);
  if (contentHash !== undefined) return contentHash;
  throw new InvalidInput(
    `expected.contentHash: is required to sign a decision on ${id}, because its content cannot be read here`,
  );
}

/** Rejecting an approval needs a reason; declining a confirmation does not. */
async function defaultReason(session: Session, id: string): Promise<string | undefined> {
  return requestKindOf(await find(session, REQUEST, id)) === 'confirmation' ? DECLINED : undefined;
}

/** Comments on an open request, without deciding (design rule 27). Throws what `decide` throws. */
export function comment(session: Session, id: string, options: CommentOptions): Promise<Verdict> {
  const { decisionId, via, patience, ...said } = options;
  return submit(session, {
    ...submissionOn(session, id, 'comment', patience),
    schema: CommentMessageSchema,
    content: () => ({ ...said, decisionId: decisionId ?? randomUUID(), via: via ?? 'sdk' }),
    afterEnd: (message) => judgeAfterEnd(session, id, { kind: 'comment', message }),
  });
}

/** Cancels a request. Only the requester, its run or an operator may (design rule 16). Throws what `decide` throws. */
export function cancel(session: Session, id: string, options: CancelOptions): Promise<Verdict> {
  const { cancelledBy, reason, via, patience, ...unknown } = options;
  const content = () => ({
    ...unknown,
    cancelledBy,
    ...defined({ reason }),
    via: via ?? 'sdk',
  });
  return submit(session, {
    ...submissionOn(session, id, 'cancel', patience),
    schema: CancelMessageSchema,
    content,
    afterEnd: (message) => judgeAfterEnd(session, id, { kind: 'cancel', message }),
  });
}

function submissionOn<Name>(session: Session, id: string, name: Name, patience: Duration | undefined) {
  const unjudged = async (outcome: 'invalid' | 'queued'): Promise<Omit<Verdict, 'outcome' | 'message'>> => {
    const status = outcome === 'queued' ? 'pending' : requestStatusOf(await find(session, REQUEST, id));
    return { status, id };
  };
  return { entity: REQUEST, id, name, patience, unjudged };
}

type LateMessage =
  | Pick<Extract<Attempt, { kind: 'decide' }>, 'kind' | 'message'>
  | Pick<Extract<Attempt, { kind: 'comment' }>, 'kind' | 'message'>
  | Pick<Extract<Attempt, { kind: 'cancel' }>, 'kind' | 'message'>;

async function judgeAfterEnd(session: Session, id: string, late: LateMessage): Promise<Verdict> {
  const record = await endedRecord(session, REQUEST, await find(session, REQUEST, id));
  return judge(record, { ...late, at: Date.now(), transport: 'update' }).verdict;
}
