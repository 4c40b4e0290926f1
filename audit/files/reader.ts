import { existsSync } from 'node:fs';
import { AuditLogNotFound } from '../../contract/errors';
import type { LogLine } from '../../rules/audit/chain';
import type { AuditReader } from '../log';
import { anchorsFile, fileOf, linesOf, logFiles } from './folder';
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
    linesAbout: (ids) => linesWith(folder, ids),
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

/** Looking for the ids in the text is much faster than reading the entries. */
async function* linesWith(folder: string, ids: readonly string[]): AsyncIterable<LogLine> {
  const written = ids.map((id) => JSON.stringify(id));
  for await (const line of allLines(folder)) {
    const { text } = line;
    if (text !== undefined && written.some((id) => text.includes(id))) yield line;
  }
}
