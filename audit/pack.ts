import type { AuditAnchor, AuditEntry, AuditPack } from '../contract/audit';
import { bodyDigest } from '../rules/audit/entry';
import { anchorsOf, entriesAbout, entriesOf } from './find';
import type { AuditReader } from './log';

/**
 * Makes the pack of one request, escalation or run. Its proof ends at the first anchor behind the entries, else at the head.
 *
 * @param keys the public keys of the config; those that the pack needs are put into it
 * @throws NotInAuditLog
 */
export async function makePack(
  reader: AuditReader,
  id: string,
  keys: AuditPack['keys'],
  now = new Date(),
): Promise<AuditPack> {
  const entries = await entriesAbout(reader, id);
  const [first] = entries as [AuditEntry];
  const last = entries.at(-1) ?? first;
  const anchor = (await anchorsOf(reader)).find(({ seq }) => seq >= last.seq);
  const { digests, end } = await chainFrom(reader, first.seq, anchor);
  const signature = anchor?.signature ?? end.signature;
  const used = new Set([...entries.map((entry) => entry.signature.keyId), signature.keyId]);
  return {
    v: 1,
    id,
    namespace: first.namespace,
    madeAt: now.toISOString(),
    entries,
    proof: { prev: first.prev, seq: first.seq, digests },
    until: { seq: end.seq, hash: end.hash, ...(anchor && { anchor }), signature },
    keys: keys.filter(({ id: keyId }) => used.has(keyId)),
  };
}

/** The digests from one entry to an anchor, or to the head. */
async function chainFrom(
  reader: AuditReader,
  from: number,
  anchor: AuditAnchor | undefined,
): Promise<{ digests: string[]; end: AuditEntry }> {
  const digests: string[] = [];
  let end: AuditEntry | undefined;
  for await (const entry of entriesOf(reader.lines(from))) {
    if (entry.seq < from) continue;
    digests.push(bodyDigest(entry));
    end = entry;
    if (entry.seq === anchor?.seq) break;
  }
  return { digests, end: end as AuditEntry };
}
