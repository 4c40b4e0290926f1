import { existsSync, statSync } from 'node:fs';
import { AuditLogNotFound } from '../../contract/errors';
import type { LogLine } from '../../rules/audit/chain';
import type { RequestSearch } from '../../rules/audit/searched';
import type { AuditReader } from '../log';
import { anchorsFile, fileOf, linesFromEnd, linesOf, logFiles, rawLines, textOf } from './folder';
import { isHeld } from './lock';

/**
 * Reads a log of files.
 *
 * @throws AuditLogNotFound when the folder does not exist
 */
export function openFilesReader(folder: string): AuditReader {
  if (!existsSync(folder))
    throw new AuditLogNotFound(`${folder}: there is no audit log. Start an auditor, or name another folder`);
  return {
    lines: (from) => allLines(folder, from),
    linesAbout: (ids, maxBytes = Infinity) => linesWith(folder, ids, maxBytes),
    linesBefore: (search) => linesBefore(folder, search),
    anchors: () => linesOf(anchorsFile(folder)),
    close: async () => {},
  };
}

async function* allLines(folder: string, from = 1): AsyncIterable<LogLine> {
  const files = logFiles(folder);
  const first = files.findLastIndex((file) => file <= fileOf(folder, from));
  for (const file of files.slice(Math.max(0, first)))
    for await (const line of linesOf(file)) {
      // An auditor may be writing this line now.
      if (line.isIncomplete && isHeld(folder)) continue;
      yield line;
    }
}

/** Files have no index, so these are all lines. */
async function* linesBefore(folder: string, { before = Infinity }: RequestSearch): AsyncIterable<LogLine> {
  const files = logFiles(folder).filter((file) => before === Infinity || file < fileOf(folder, before));
  for (const file of files.toReversed()) yield* linesFromEnd(file);
}

/** Looking for the ids in the bytes is much faster than reading the entries. */
async function* linesWith(folder: string, ids: readonly string[], maxBytes: number): AsyncIterable<LogLine> {
  const written = ids.map((id) => Buffer.from(JSON.stringify(id)));
  for (const file of newestFiles(folder, maxBytes))
    for await (const { bytes, number, isWhole } of rawLines(file))
      if (isWhole && written.some((id) => bytes.includes(id)))
        yield { ...textOf(bytes), where: `${file}:${number}` };
}

/** The newest files, in order, of at most this size in all. At least the newest. */
function newestFiles(folder: string, maxBytes: number): string[] {
  const files = logFiles(folder);
  let left = maxBytes;
  const first = files.findLastIndex((file) => (left -= statSync(file).size) < 0);
  return files.slice(first === files.length - 1 ? first : first + 1);
}
