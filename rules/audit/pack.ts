import { type AuditEntry, type AuditPack, AuditPackSchema } from '../../contract/audit';
import { describeIssues } from '../../contract/issues';
import { type AuditProblem, type CheckSignature, signatureText } from './chain';
import { anchorSigningText, bodyDigest, entrySigningText, hashOf, linkHash } from './entry';

/** What a pack proves, if nothing is wrong with it. */
export interface VerifiedPack {
  pack?: AuditPack;
  problems: AuditProblem[];
}

/**
 * Checks a pack without the log: each entry has its hash and its signature, and the chain leads from the first of them over all
 * the others to the signed end of the proof.
 */
export function verifyPack(written: unknown, check: CheckSignature): VerifiedPack {
  const read = AuditPackSchema.safeParse(written);
  if (!read.success) {
    const message = `it is not a pack: ${describeIssues(read.error)}`;
    return { problems: [{ problem: 'unreadable_line', where: 'the pack', message }] };
  }
  const pack = written as AuditPack;
  return {
    pack,
    problems: [
      ...pack.entries.flatMap((entry) => entryProblems(entry, check)),
      ...chainProblems(pack),
      ...endProblems(pack, check),
      ...(pack.entries.some(({ id }) => id === pack.id) ? [] : [changed(`it has no entry of ${pack.id}`)]),
    ],
  };
}

function entryProblems(entry: AuditEntry, check: CheckSignature): AuditProblem[] {
  const { seq, signature } = entry;
  const where = `entry ${seq}`;
  const { keyId, value } = signature;
  const answer = check({ keyId, value, text: entrySigningText(entry, keyId) });
  return [
    ...(hashOf(entry) === entry.hash
      ? []
      : [{ problem: 'changed' as const, where, seq, message: 'its hash does not match its content' }]),
    ...(answer === 'fits'
      ? []
      : [{ problem: 'wrong_signature' as const, where, seq, message: signatureText(answer, keyId) }]),
  ];
}

/** Follows the chain, and finds each entry at its place. */
function chainProblems({ entries, proof, until }: AuditPack): AuditProblem[] {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  const problems: AuditProblem[] = [];
  let hash = proof.prev;
  let seq = proof.seq;
  for (const digest of proof.digests) {
    const entry = bySeq.get(seq);
    const isOther = entry && (entry.prev !== hash || bodyDigest(entry) !== digest);
    if (isOther) problems.push(changed(`entry ${seq} is not the one in the chain`, seq));
    bySeq.delete(seq);
    hash = linkHash(hash, seq, digest);
    seq++;
  }
  for (const [other] of bySeq) problems.push(changed(`the proof does not reach entry ${other}`, other));
  if (seq - 1 !== until.seq || hash !== until.hash)
    problems.push(changed(`the chain does not lead to entry ${until.seq}, where the proof ends`, until.seq));
  return problems;
}

function endProblems({ until, namespace, entries }: AuditPack, check: CheckSignature): AuditProblem[] {
  const { seq, hash, anchor, signature } = until;
  const { keyId, value } = signature;
  const text = anchor ? anchorSigningText(anchor, keyId) : entrySigningText({ seq, hash }, keyId);
  const isOther =
    anchor !== undefined &&
    (anchor.seq !== seq ||
      anchor.hash !== hash ||
      anchor.signature.value !== value ||
      anchor.signature.keyId !== keyId);
  const answer = check({ keyId, value, text });
  return [
    ...(isOther ? [changed('the anchor is not about the end of the proof', seq)] : []),
    ...(answer === 'fits'
      ? []
      : [
          {
            problem: 'wrong_signature' as const,
            where: 'the end of the proof',
            seq,
            message: signatureText(answer, keyId),
          },
        ]),
    ...(entries.every((entry) => entry.namespace === namespace) &&
    (anchor?.namespace ?? namespace) === namespace
      ? []
      : [changed(`not all of it is of namespace '${namespace}'`)]),
  ];
}

function changed(message: string, seq?: number): AuditProblem {
  return { problem: 'changed', where: 'the pack', ...(seq !== undefined && { seq }), message };
}
