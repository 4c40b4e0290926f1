import type {
  CancelMessage,
  CommentMessage,
  DecisionMessage,
  Transport,
  Verdict,
} from '../../contract/decision';
import { defined } from '../../contract/defined';
import { LIMITS } from '../../contract/limits';
import type { VerdictOutcome } from '../../contract/names';
import type { Plan } from '../../contract/records/plan';
import type { RefusalRecord, RequestRecord } from '../../contract/request';
import type { SignatureCheck, SignatureClaim } from '../../contract/signature';
import { signedBy, signedText } from '../signing';
import { isoTime } from '../text';

/** One attempt of a person: the message, when it arrived (milliseconds since 1970) and through which transport. */
export type Attempt = { at: number; transport: Transport } & (
  | {
      kind: 'decide';
      message: DecisionMessage;
      /** What a worker found when it checked the signature. Set only where decisions must be signed. */
      signatureCheck?: SignatureCheck;
      /** Only for an edit: the plan for the changed content, or why a worker could not make it. */
      planned?: PlannedEdit;
    }
  | { kind: 'comment'; message: CommentMessage }
  | { kind: 'cancel'; message: CancelMessage }
  /** A message that does not fit its schema. `problem` says why and never repeats the input. */
  | { kind: 'unreadable'; problem: string }
);

/**
 * The plan for a changed content, with its teams. `isStandIn`: it is the plan of the current content, used while the
 * plan for the changed content is not known.
 */
export type PlannedEdit = { plan: Plan; isStandIn?: true } | { problem: string };

export interface JudgedRequest {
  record: RequestRecord;
  verdict: Verdict;
}

/** A verdict for the current state of the record. */
export function requestVerdict(
  record: RequestRecord,
  outcome: VerdictOutcome,
  message: string,
  attribution: { decidedBy?: string; decidedAt?: string } = {},
): Verdict {
  return {
    outcome,
    status: record.status,
    id: record.id,
    message,
    ...(record.status === 'pending' && {
      ...(record.stage && { stage: record.stage }),
      needed: record.needed,
    }),
    ...attribution,
  };
}

/** The record with a refused attempt added, while the request is open. Above 100 refusals it only counts them (design rule 12). */
export function withRefusal(record: RequestRecord, attempt: Attempt, refusal: Verdict): RequestRecord {
  if (record.status !== 'pending') return record;
  const refusedCount = record.refusedCount + 1;
  if (record.refused.length >= LIMITS.recordedRefusals) return { ...record, refusedCount };
  const entry: RefusalRecord = {
    attempt: attemptName(attempt),
    ...defined({ by: nameOf(attempt) }),
    outcome: refusal.outcome,
    message: refusal.message,
    ...attemptTrace(attempt),
  };
  return { ...record, refused: [...record.refused, entry], refusedCount };
}

/** The fields of an attempt that the record keeps, whether it counted or was refused. */
export function attemptTrace(attempt: Attempt) {
  const { decisionId, attemptId, via } =
    attempt.kind === 'unreadable' ? {} : (attempt.message as Partial<DecisionMessage>);
  const keyId = attempt.kind === 'decide' ? signedBy(attempt) : undefined;
  return {
    at: isoTime(attempt.at),
    transport: attempt.transport,
    ...defined({ decisionId, attemptId, via, keyId }),
  };
}

/** The person who tried. An unreadable message has none. */
export function nameOf(attempt: Attempt): string | undefined {
  if (attempt.kind === 'decide') return attempt.message.decidedBy;
  if (attempt.kind === 'cancel') return attempt.message.cancelledBy;
  return attempt.kind === 'comment' ? attempt.message.commentedBy : undefined;
}

/** What the person tried: a kind of decision, `cancel`, `comment` or `unreadable`. */
export function attemptName(attempt: Attempt): RefusalRecord['attempt'] {
  if (attempt.kind === 'decide') return attempt.message.decision;
  return attempt.kind;
}

/**
 * The unchecked signature of an attempt, with the text that it must fit. Returns nothing where decisions need no signature,
 * where there is none, or once it was checked.
 */
export function signatureClaim(
  { id, plan }: RequestRecord,
  attempt: Attempt,
  namespace: string,
): SignatureClaim | undefined {
  if (plan?.signed !== true || attempt.kind !== 'decide' || attempt.signatureCheck) return undefined;
  const { message } = attempt;
  if (message.signature === undefined) return undefined;
  // A signature for an earlier revision fits its own content; the decision is then superseded.
  const contentHash = message.expected?.contentHash ?? plan.contentHash;
  const subject = { kind: 'decide', namespace, id, contentHash } as const;
  return { ...message.signature, text: signedText(subject, message) };
}
