import type { CancelMessage, Transport } from '../../contract/decision';
import type { EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import type {
  AcknowledgeMessage,
  PromoteMessage,
  ReassignMessage,
  ResolveMessage,
} from '../../contract/escalation-messages';
import type { SignatureCheck, SignatureClaim } from '../../contract/signature';
import { signatureProblem, signedBy, signedText } from '../signing';
import { isOpenEscalation } from './record';
import type { VerdictOutcome } from '../../contract/names';

/** Somebody's attempt: what they sent, when it arrived (milliseconds since 1970) and through which transport. */
export type EscalationAttempt = { at: number; transport: Transport } & (
  | SignableAttempt
  | { kind: 'cancel'; message: CancelMessage }
  /** What no schema could read; `problem` says why, without repeating the input. */
  | { kind: 'unreadable'; problem: string }
);

/** What must be signed where decisions must be; `signatureCheck` is what a worker found of that. */
type SignableAttempt = { signatureCheck?: SignatureCheck } & (
  | { kind: 'acknowledge'; message: AcknowledgeMessage }
  | { kind: 'resolve'; message: ResolveMessage }
  | { kind: 'promote'; message: PromoteMessage }
  /** `lookup`: what the directory said of assignees that the ladder does not name, once it was asked. */
  | {
      kind: 'reassign';
      message: ReassignMessage;
      lookup?: { teams: Record<string, string[]> } | 'unanswered';
    }
);

export interface JudgedEscalation {
  record: EscalationRecord;
  verdict: EscalationVerdict;
}

/** A verdict on the escalation as it stands. */
export function escalationVerdict(
  record: EscalationRecord,
  outcome: VerdictOutcome,
  message: string,
  standing: { decidedBy?: string; decidedAt?: string } = {},
): EscalationVerdict {
  return { outcome, status: record.status, id: record.id, message, level: record.level, ...standing };
}

/** Who tried. */
export function attemptBy(attempt: EscalationAttempt): string | undefined {
  switch (attempt.kind) {
    case 'acknowledge':
      return attempt.message.acknowledgedBy;
    case 'resolve':
      return attempt.message.resolvedBy;
    case 'promote':
      return attempt.message.promotedBy;
    case 'reassign':
      return attempt.message.reassignedBy;
    case 'cancel':
      return attempt.message.cancelledBy;
    case 'unreadable':
      return undefined;
  }
}

/** Which attempt it was, as whoever sent it says. */
export function traceOf(attempt: EscalationAttempt): {
  decisionId?: string;
  attemptId?: string;
  via?: string;
  keyId?: string;
} {
  if (attempt.kind === 'unreadable') return {};
  const { decisionId, attemptId, via } = attempt.message;
  return {
    ...(decisionId !== undefined && { decisionId }),
    ...(attemptId !== undefined && { attemptId }),
    ...(via !== undefined && { via }),
    ...keyOf(attempt),
  };
}

/** The key that it was signed with, if that was checked and fits: part of what it leaves. */
export function keyOf(attempt: EscalationAttempt): { keyId?: string } {
  const keyId = isSignable(attempt) ? signedBy(attempt) : undefined;
  return keyId === undefined ? {} : { keyId };
}

/** Whether it must be signed where decisions must be: whoever cancels is its run or an operator. */
export function isSignable(attempt: EscalationAttempt): attempt is EscalationAttempt & SignableAttempt {
  return attempt.kind !== 'cancel' && attempt.kind !== 'unreadable';
}

/** The signature that an attempt carries where it must be signed, with the text it must fit; once it was checked, nothing. */
export function escalationSignatureClaim(
  { id, plan }: EscalationRecord,
  attempt: EscalationAttempt,
  namespace: string,
): SignatureClaim | undefined {
  if (plan?.signed !== true || !isSignable(attempt) || attempt.signatureCheck) return undefined;
  const { kind, message } = attempt;
  if (message.signature === undefined) return undefined;
  return { ...message.signature, text: signedText({ kind, namespace, id }, message) };
}

/** Why an attempt at an open escalation does not count for want of a signature that fits, where it needs one. */
export function unsignedProblem(record: EscalationRecord, attempt: EscalationAttempt): string | undefined {
  const isNeeded = record.plan?.signed === true && isOpenEscalation(record) && isSignable(attempt);
  return isNeeded ? signatureProblem(attempt) : undefined;
}

/** The key that an attempt was signed with, to know it again. After the end, where nobody checks, the one that it names. */
export function identifyingKeyId(record: EscalationRecord, attempt: EscalationAttempt): string | undefined {
  if (record.plan?.signed !== true || !isSignable(attempt)) return undefined;
  return isOpenEscalation(record) ? keyOf(attempt).keyId : attempt.message.signature?.keyId;
}
