import type { RequestRecord } from '../../contract/record';
import type { SignatureClaim } from '../../contract/signature';
import { signedText } from '../signing/signed-text';
import type { Attempt } from './attempt';

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
