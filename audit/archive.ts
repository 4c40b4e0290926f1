import type { AuditEntry } from '../contract/audit';
import type { AuditConfig } from '../contract/config/audit';
import type { RequestView } from '../contract/request';
import type { CheckSignature } from '../rules/audit/chain';
import { entrySigningText, hashOf, readEntry } from '../rules/audit/entry';
import { isRequest, latestOf, requestInLog } from '../rules/audit/latest';
import { namesOfRequest, requestOf, type RequestSearch, searchedTextsOf } from '../rules/audit/searched';
import { havingWords } from '../rules/requests/search-words';
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
      if (isValid(entry, check)) entries.push(entry);
    }
    const own = latestOf(entries, id);
    if (own?.record === undefined || !isRequest(own)) return undefined;
    return { ...requestInLog(own, entries), archivedAt: own.writtenAt };
  } finally {
    await reader.close();
  }
}

/**
 * The entries before a number, newest first, with the requests among them that the search wants. Only as many are read as the caller
 * takes.
 *
 * @throws AuditLogNotFound, InvalidInput when the database does not answer
 */
export async function* archivedRequests(
  sink: AuditConfig['sink'],
  check: CheckSignature,
  search: RequestSearch,
): AsyncIterable<{ seq: number; closedAt: string; bytes: number; request?: RequestView }> {
  const { before = Infinity, words, names } = search;
  const hasWords = havingWords(words);
  const reader = await openReader(sink);
  try {
    for await (const { text = '' } of reader.linesBefore(search)) {
      const entry = written(text);
      if (entry === undefined || entry.seq >= before) continue;
      const found = requestOf(entry);
      const isWanted =
        found !== undefined &&
        hasWords(searchedTextsOf(found)) &&
        (names === undefined || namesOfRequest(found).some((name) => names.includes(name)));
      // Checking is slower than reading, so only what a search wants is checked.
      const isFound = isWanted && 'value' in readEntry(text) && isValid(entry, check);
      yield {
        seq: entry.seq,
        closedAt: entry.closedAt,
        bytes: text.length,
        ...(isFound && { request: found }),
      };
    }
  } finally {
    await reader.close();
  }
}

/** A line of the log that was not checked. */
function written(text: string): AuditEntry | undefined {
  try {
    return JSON.parse(text) as AuditEntry;
  } catch {
    return undefined;
  }
}

function isValid(entry: AuditEntry, check: CheckSignature): boolean {
  const { keyId, value } = entry.signature;
  return (
    check({ keyId, value, text: entrySigningText(entry, keyId) }) === 'fits' && hashOf(entry) === entry.hash
  );
}
