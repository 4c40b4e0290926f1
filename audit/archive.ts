import type { AuditConfig } from '../contract/config/audit';
import type { RequestView } from '../contract/request';
import type { CheckSignature } from '../rules/audit/chain';
import { entrySigningText, hashOf } from '../rules/audit/entry';
import { isRequest, latestOf, requestInLog } from '../rules/audit/latest';
import { entriesOf } from './find';
import { openReader } from './open';

/** In files only this much is searched, newest first. A database has an index. */
const MAX_SEARCHED_BYTES = 256 * 1024 * 1024;

/**
 * The request as the log has it, for a request that Temporal no longer has; nothing if the log has none. Entries whose hash or
 * signature does not match are not used.
 *
 * @throws AuditLogNotFound, InvalidInput when the database does not answer
 */
export async function archivedRequest(
  sink: AuditConfig['sink'],
  check: CheckSignature,
  id: string,
): Promise<RequestView | undefined> {
  const reader = await openReader(sink);
  try {
    const entries = [];
    for await (const entry of entriesOf(reader.linesAbout([id], MAX_SEARCHED_BYTES))) {
      const { keyId, value } = entry.signature;
      const isSigned = check({ keyId, value, text: entrySigningText(entry, keyId) }) === 'fits';
      if (isSigned && hashOf(entry) === entry.hash) entries.push(entry);
    }
    const own = latestOf(entries, id);
    if (own?.record === undefined || !isRequest(own)) return undefined;
    return { ...requestInLog(own, entries), archivedAt: own.writtenAt };
  } finally {
    await reader.close();
  }
}
