import type { CancelMessage, DecisionMessage, Transport, Verdict } from '../../contract/decision';
import { LIMITS } from '../../contract/limits';
import type { RefusalRecord, RequestRecord } from '../../contract/request';
import type { SignatureCheck, SignatureClaim } from '../../contract/signature';
import { signedBy, signedText } from '../signing';
import { isoTime } from '../text';
import type { VerdictOutcome } from '../../contract/names';

/** Somebody's attempt: what they sent, when it arrived (milliseconds since 1970) and through which transport. */
export type Attempt = { at: number; transport: Transport } &
  /** `signatureCheck`: what a worker found of its signature, where it must have one. */
  (
    | { kind: 'decide'; message: DecisionMessage; signatureCheck?: SignatureCheck }
    | { kind: 'cancel'; message: CancelMessage }
    /** What no schema could read; `problem` says why, without repeating the input. */
    | { kind: 'unreadable'; problem: string }
  );

export interface JudgedRequest {
  record: RequestRecord;
  verdict: Verdict;
}

/** A verdict on the record as it stands. */
export function requestVerdict(
  record: RequestRecord,
  outcome: VerdictOutcome,
  message: string,
  standing: { decidedBy?: string; decidedAt?: string } = {},
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
    ...standing,
  };
}

/** The record with a refused attempt in it, while the request is open; past 100 they are only counted (design rule 12). */
export function withRefusal(record: RequestRecord, attempt: Attempt, refusal: Verdict): RequestRecord {
  if (record.status !== 'pending') return record;
  const refusedCount = record.refusedCount + 1;
  if (record.refused.length >= LIMITS.recordedRefusals) return { ...record, refusedCount };
  const entry: RefusalRecord = {
    attempt: attemptName(attempt),
    ...(attempt.kind === 'decide' && { by: attempt.message.decidedBy }),
    ...(attempt.kind === 'cancel' && { by: attempt.message.cancelledBy }),
    outcome: refusal.outcome,
    message: refusal.message,
    ...attemptTrace(attempt),
  };
  return { ...record, refused: [...record.refused, entry], refusedCount };
}

/** What of an attempt goes into the record whatever becomes of it. */
export function attemptTrace(attempt: Attempt) {
  const { decisionId, attemptId, via } =
    attempt.kind === 'unreadable' ? {} : (attempt.message as Partial<DecisionMessage>);
  const keyId = attempt.kind === 'decide' ? signedBy(attempt) : undefined;
  return {
    at: isoTime(attempt.at),
    transport: attempt.transport,
    ...(decisionId !== undefined && { decisionId }),
    ...(attemptId !== undefined && { attemptId }),
    ...(via !== undefined && { via }),
    ...(keyId !== undefined && { keyId }),
  };
}

/** What was tried. */
export function attemptName(attempt: Attempt): RefusalRecord['attempt'] {
  if (attempt.kind === 'decide') return attempt.message.decision;
  return attempt.kind;
}

/** The signature that an attempt carries where decisions must be signed, with the text it must fit; once it was checked, nothing. */
export function signatureClaim(
  { id, plan }: RequestRecord,
  attempt: Attempt,
  namespace: string,
): SignatureClaim | undefined {
  if (plan?.signed !== true || attempt.kind !== 'decide' || attempt.signatureCheck) return undefined;
  const { message } = attempt;
  if (message.signature === undefined) return undefined;
  const subject = { kind: 'decide', namespace, id, contentHash: plan.contentHash } as const;
  return { ...message.signature, text: signedText(subject, message) };
}
