import type { EscalationRecord } from '../../contract/escalation';
import type { SignatureClaim } from '../../contract/signature';
import { signatureProblem } from '../signing/signed-by';
import { signedText } from '../signing/signed-text';
import { isOpenEscalation } from './end-escalation';
import { type EscalationAttempt, isSignable, keyOf } from './escalation-attempt';

/** The signature that an attempt carries where it must be signed, with the text it must fit; once it was checked, nothing. */
export function escalationClaim(
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
export function keyToKnowBy(record: EscalationRecord, attempt: EscalationAttempt): string | undefined {
  if (record.plan?.signed !== true || !isSignable(attempt)) return undefined;
  return isOpenEscalation(record) ? keyOf(attempt).keyId : attempt.message.signature?.keyId;
}
