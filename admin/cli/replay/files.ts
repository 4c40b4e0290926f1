import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils';
import { kindOfType } from '../../../client/operations/find-stuck';
import { defined } from '../../../contract/defined';
import { fileText } from '../../../rules/text';
import type { RecordedHistory } from '../../../worker/replay';
import { UsageError } from '../errors';
import { type Checked, isBegun } from './report';

type History = RecordedHistory['history'];

/** Most file systems allow 255 bytes. */
const MAX_NAME = 200;

/** Writes a history as JSON, as `temporal workflow show -o json` does. Returns the path. */
export function saveHistory(folder: string, id: string, history: History): string {
  mkdirSync(folder, { recursive: true });
  const name = id.replaceAll(/[^\w.-]/g, '_');
  const isSame = name === id && name.length <= MAX_NAME;
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 8);
  const path = join(folder, `${isSame ? name : `${name.slice(0, MAX_NAME)}-${digest}`}.json`);
  writeFileSync(path, `${historyToJSON(history)}\n`);
  return path;
}

/** The histories of a folder and of the folders in it. A file that is not a history is yielded with the reason. */
export async function* readFolder(folder: string): AsyncGenerator<Checked & { history?: History }> {
  for (const file of jsonFiles(folder)) yield readHistory(join(folder, file));
}

/** @throws UsageError when there is no such folder, or no JSON in it */
function jsonFiles(folder: string): string[] {
  let files: string[];
  try {
    files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    throw new UsageError(`--from: ${(error as Error).message}`);
  }
  const found = files.filter((file) => file.endsWith('.json')).sort();
  if (found.length === 0) throw new UsageError(`--from: ${folder} has no histories (*.json)`);
  return found;
}

function readHistory(path: string): Checked & { history?: History } {
  const named = basename(path, '.json');
  try {
    const history = historyFromJSON(JSON.parse(fileText(readFileSync(path))) as Record<string, unknown>);
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    if (!started)
      return {
        id: named,
        outcome: 'unreadable',
        message: `${path} does not begin with the start of a workflow`,
      };
    // A history of Temporal 1.21 and later has the workflow's own id.
    const id = started.workflowId || named;
    const kind = kindOfType(started.workflowType?.name ?? '');
    return { id, ...defined({ kind }), outcome: isBegun(history) ? 'replays' : 'not_begun', history };
  } catch (error) {
    return {
      id: named,
      outcome: 'unreadable',
      message: `${path} is not a history: ${(error as Error).message}`,
    };
  }
}
