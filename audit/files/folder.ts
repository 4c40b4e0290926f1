import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLine } from '../../rules/audit/chain';

/*
 * A log of files: `audit-000000000001.jsonl`, named for the number of its first entry, and `anchors.jsonl` beside them. What
 * a killed writer left incomplete is moved to `*.partial-…`.
 */

const NAME = /^audit-\d{12}\.jsonl$/;
const LINE_BREAK = 0x0a;

/** The paths of the log's files, oldest first. */
export function logFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => NAME.test(name))
    .toSorted()
    .map((name) => join(folder, name));
}

/** The path of the file whose first entry has this number. */
export function fileOf(folder: string, seq: number): string {
  return join(folder, `audit-${String(seq).padStart(12, '0')}.jsonl`);
}

/** The path of the list of anchors. */
export function anchorsFile(folder: string): string {
  return join(folder, 'anchors.jsonl');
}

/** A line as bytes, and where it begins. */
export interface RawLine {
  bytes: Buffer;
  offset: number;
  number: number;
  /** Whether a line break follows. */
  isWhole: boolean;
}

/** The lines of a file, as far as it reached when this began. A file that does not exist has none. */
export async function* rawLines(file: string): AsyncIterable<RawLine> {
  if (!existsSync(file)) return;
  const { size } = await stat(file);
  if (size === 0) return;
  let rest: Buffer[] = [];
  let offset = 0;
  let number = 1;
  for await (const chunk of createReadStream(file, { end: size - 1 }) as AsyncIterable<Buffer>) {
    let begin = 0;
    for (let at = chunk.indexOf(LINE_BREAK); at >= 0; at = chunk.indexOf(LINE_BREAK, begin)) {
      const bytes = Buffer.concat([...rest, chunk.subarray(begin, at)]);
      yield { bytes, offset, number, isWhole: true };
      rest = [];
      offset += bytes.length + 1;
      number++;
      begin = at + 1;
    }
    if (begin < chunk.length) rest.push(chunk.subarray(begin));
  }
  const bytes = Buffer.concat(rest);
  if (bytes.length > 0) yield { bytes, offset, number, isWhole: false };
}

const CHUNK_BYTES = 256 * 1024;

/** The lines of a file from the last to the first. The first of them may be incomplete. */
export async function* linesFromEnd(file: string): AsyncIterable<LogLine> {
  const handle = await open(file, 'r');
  try {
    let { size: end } = await handle.stat();
    let rest: Buffer = Buffer.alloc(0);
    while (end > 0) {
      const length = Math.min(CHUNK_BYTES, end);
      const chunk = Buffer.alloc(length);
      await handle.read(chunk, 0, length, end - length);
      end -= length;
      const bytes = Buffer.concat([chunk, rest]);
      let stop = bytes.length;
      while (stop > 0) {
        const at = bytes.lastIndexOf(LINE_BREAK, stop - 1);
        if (at < 0) break;
        if (at + 1 < stop) yield { ...textOf(bytes.subarray(at + 1, stop)), where: file };
        stop = at;
      }
      rest = bytes.subarray(0, stop);
    }
    if (rest.length > 0) yield { ...textOf(rest), where: file };
  } finally {
    await handle.close();
  }
}

/** The lines of a file as text. */
export async function* linesOf(file: string): AsyncIterable<LogLine> {
  for await (const { bytes, number, isWhole } of rawLines(file))
    yield {
      ...textOf(bytes),
      where: `${file}:${number}`,
      ...(!isWhole && { isIncomplete: true as const }),
    };
}

/** The text of a line; nothing if it is not UTF-8. A byte order mark is kept, because no auditor writes one. */
export function textOf(bytes: Buffer): { text?: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return {};
  }
}
