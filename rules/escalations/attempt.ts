import type { CancelMessage, Transport } from '../../contract/decision';
import { defined } from '../../contract/defined';
import type { EscalationRecord, EscalationVerdict } from '../../contract/escalation';
import type {
  AcknowledgeMessage,
  PromoteMessage,
  ReassignMessage,
  ResolveMessage,
} from '../../contract/escalation-messages';
import type { VerdictOutcome } from '../../contract/names';
import type { SignatureCheck, SignatureClaim } from '../../contract/signature';
import { signatureProblem, signedBy, signedText } from '../signing';
import { isOpenEscalation } from './record';

/** One attempt of a person or a run: the message, when it arrived (milliseconds since 1970) and through which transport. */
export type EscalationAttempt = { at: number; transport: Transport } & (
  | SignableAttempt
  | { kind: 'cancel'; message: CancelMessage }
  /** A message that does not fit its schema. `problem` says why and never repeats the input. */
  | { kind: 'unreadable'; problem: string }
);

/** The attempts that need a signature where decisions must be signed. `signatureCheck`: what a worker found when it checked it. */
type SignableAttempt = { signatureCheck?: SignatureCheck } & (
  | { kind: 'acknowledge'; message: AcknowledgeMessage }
  | { kind: 'resolve'; message: ResolveMessage }
  | { kind: 'promote'; message: PromoteMessage }
  /** `lookup`: the directory's answer about assignees that are not in the ladder, once it was asked. */
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

/** A verdict for the current state of the escalation. */
export function escalationVerdict(
  record: EscalationRecord,
  outcome: VerdictOutcome,
  message: string,
  attribution: { decidedBy?: string; decidedAt?: string } = {},
): EscalationVerdict {
  return { outcome, status: record.status, id: record.id, message, level: record.level, ...attribution };
}

/** The name of the person or run that made the attempt. */
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

/** The ids that the sender gave the attempt, and the key that signed it. */
export function traceOf(attempt: EscalationAttempt): {
  decisionId?: string;
  attemptId?: string;
  via?: string;
  keyId?: string;
} {
  if (attempt.kind === 'unreadable') return {};
  const { decisionId, attemptId, via } = attempt.message;
  return {
    ...defined({ decisionId, attemptId, via }),
    ...keyOf(attempt),
  };
}

/** The key that the attempt was signed with, if a worker has checked that the signature fits. */
export function keyOf(attempt: EscalationAttempt): { keyId?: string } {
  const keyId = isSignable(attempt) ? signedBy(attempt) : undefined;
  return keyId === undefined ? {} : { keyId };
}

/** Whether the attempt needs a signature where decisions must be signed. A cancellation, by the run or an operator, does not. */
export function isSignable(attempt: EscalationAttempt): attempt is EscalationAttempt & SignableAttempt {
  return attempt.kind !== 'cancel' && attempt.kind !== 'unreadable';
}

/**
 * The unchecked signature of an attempt, with the text that it must fit. Returns nothing if the attempt needs no
 * signature, has none, or was already checked.
 */
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

/** Why an attempt does not count: the open escalation requires a valid signature, and the attempt has none. */
export function unsignedProblem(record: EscalationRecord, attempt: EscalationAttempt): string | undefined {
  const isNeeded = record.plan?.signed === true && isOpenEscalation(record) && isSignable(attempt);
  return isNeeded ? signatureProblem(attempt) : undefined;
}

/**
 * The key by which a repeated attempt is recognized. After the end no signature is checked: then it is the key that the
 * attempt names.
 */
export function identifyingKeyId(record: EscalationRecord, attempt: EscalationAttempt): string | undefined {
  if (record.plan?.signed !== true || !isSignable(attempt)) return undefined;
  return isOpenEscalation(record) ? keyOf(attempt).keyId : attempt.message.signature?.keyId;
}
