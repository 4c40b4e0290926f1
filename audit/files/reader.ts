import { existsSync } from 'node:fs';
import { AuditLogNotFound } from '../../contract/errors';
import type { LogLine } from '../../rules/audit/chain';
import type { AuditReader } from '../log';
import { anchorsFile, linesOf, logFiles } from './folder';
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
    lines: () => allLines(folder),
    newestFirst: () => reversed(folder),
    anchors: () => linesOf(anchorsFile(folder)),
    close: async () => {},
  };
}

async function* allLines(folder: string): AsyncIterable<LogLine> {
  for (const file of logFiles(folder))
    for await (const line of linesOf(file)) {
      // An auditor may be writing this line now.
      if (line.isIncomplete && isHeld(folder)) continue;
      yield line;
    }
}

/** Keeps one file in memory at a time. */
async function* reversed(folder: string): AsyncIterable<LogLine> {
  for (const file of logFiles(folder).toReversed()) {
    const lines: LogLine[] = [];
    for await (const line of linesOf(file)) if (!line.isIncomplete) lines.push(line);
    yield* lines.reverse();
  }
}
